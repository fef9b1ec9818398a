import type { WalkOutcome } from './walk.js';

export type TaskState = 'queued' | 'running' | 'paused' | 'stopping' | 'ended';
export type TaskOutcome = 'success' | 'partial_success' | 'failure' | 'cancelled';

/** How a task was, from how its walks were. A task without any did what there was to do. */
export function taskOutcomeOf(outcomes: readonly WalkOutcome[]): TaskOutcome {
  const well = outcomes.filter((outcome) => outcome === 'success').length;
  if (well === outcomes.length) return 'success';
  if (well > 0) return 'partial_success';
  return outcomes.every((outcome) => outcome === 'cancelled') ? 'cancelled' : 'failure';
}
