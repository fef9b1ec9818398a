import type { TaskOptions } from './rollout.js';
import type { TaskState } from './task-outcome.js';
import type { WalkOutcome } from './walk.js';

/** What is waited for: another task, an operator, or the task's own turn. */
export interface Waiting {
  readonly taskId: string | null;
  readonly reason: string;
  readonly since: Date | null;
}

interface Waiter {
  readonly state: TaskState;
  readonly options: TaskOptions;
}

interface Companion {
  readonly node: string | null;
  readonly outcome: WalkOutcome | null;
  readonly state: 'queued' | 'running' | 'undoing' | 'ended';
  readonly reason: string | null;
}

/** Why the walks of a task that nobody else keeps waiting have not begun; null where their task begins nothing any more. */
export function turnOf({ state, options }: Waiter, walks: readonly Companion[]): Waiting | null {
  const reason = turnReason({ state, options }, walks);
  return reason === null ? null : { taskId: null, reason, since: null };
}

function turnReason({ state, options }: Waiter, walks: readonly Companion[]): string | null {
  const { waves, startAt } = options;
  if (state === 'paused') return 'the task is paused';
  if (state === 'queued' && startAt !== null) return `the task begins nothing before ${startAt}`;
  if (state !== 'queued' && state !== 'running') return null;
  if (waves?.canary) {
    const proven = walks.filter(provesIt).length;
    if (proven < waves.canary) return `canaries come first: ${proven} of ${waves.canary} have ended well`;
  }
  const bounds = [
    waves?.maxParallel && `${waves.maxParallel} nodes at a time`,
    waves?.perRack && `${waves.perRack} of a rack at a time`,
  ].filter(Boolean);
  return ['others come first', ...bounds].join(', ');
}

const provesIt = ({ node, state, outcome, reason }: Companion): boolean =>
  node !== null && state === 'ended' && outcome === 'success' && reason === null;
