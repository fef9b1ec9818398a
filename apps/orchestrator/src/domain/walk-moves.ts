import type { About } from '../workflows/about.js';
import type { Rules } from '../workflows/workflow.js';
import type { Sending, Walk, WalkOutcome, WalkStep, WalkWorld } from './walk.js';

/** The rules of a step; taking back has none of its own. */
export const rulesOf = (walk: Walk, step: WalkStep, world: WalkWorld): { rules: Rules<About> } =>
  step.undoes === null ? { rules: world.meaningOf(walk, step).step.rules } : { rules: {} };

/** A step has ended. */
export const end = (walk: Walk, step: WalkStep, how: Pick<WalkStep, 'outcome' | 'reason'>): void => {
  walk.fresh.add(step.id);
  step.state = 'ended';
  step.outcome = how.outcome;
  step.reason = how.reason;
};

export const skipRest = (walk: Walk, reason: string): void => {
  for (const step of walk.steps) if (step.state === 'pending') end(walk, step, { outcome: 'skipped', reason });
};

export const endWalk = (walk: Walk, outcome: WalkOutcome, reason: string | null): void => {
  walk.state = 'ended';
  walk.outcome = outcome;
  walk.reason = reason;
};

/** A step is asked for; the id of its action follows from it and the try. */
export function send(step: WalkStep, what: Omit<Sending, 'step'>, { newId }: WalkWorld): Sending {
  step.state = 'sent';
  step.actionId = newId(step.id, String(step.try));
  return { step, ...what };
}
