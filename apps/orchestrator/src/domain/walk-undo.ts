import type { Sending, Walk, WalkOutcome, WalkStep, WalkWorld } from './walk.js';
import { endWalk, rulesOf, send, skipRest } from './walk-moves.js';

/** From here on the walk only takes back, in reverse, what was sent. */
export function turnRound(walk: Walk, outcome: WalkOutcome, world: WalkWorld): void {
  skipRest(walk, walk.reason ?? 'an earlier step failed');
  const sent = walk.steps.filter(({ undoes, outcome: how }) => undoes === null && how !== 'skipped').reverse();
  let position = Math.max(0, ...walk.steps.map((step) => step.position));
  for (const step of sent) {
    const { undo } = rulesOf(walk, step, world).rules;
    if (!undo) continue;
    position += 1;
    walk.steps.push({
      id: world.newId(walk.id, 'undo', step.id),
      position,
      name: undo.name,
      item: step.item,
      undoes: step.id,
      actionId: null,
      try: 1,
      state: 'pending',
      outcome: null,
      reason: null,
      failure: null,
      result: null,
    });
  }
  walk.outcome = outcome;
  walk.state = 'undoing';
}

/** The next step back, if it waits for nobody. What could not be taken back holds the node. */
export function takeBack(walk: Walk, world: WalkWorld): Sending[] {
  for (const step of walk.steps) {
    if (step.undoes === null) continue;
    if (step.state === 'sent') return [];
    if (step.state === 'pending') {
      const { undo, about } = undoing(walk, step, world);
      return [send(step, { does: undo.does, about, timeoutSeconds: null }, world)];
    }
    if (step.outcome !== 'success') {
      walk.held = true;
      walk.reason = withLeft(walk.reason, `could not be taken back: ${step.failure?.message ?? step.name}`);
    }
  }
  endWalk(walk, walk.outcome ?? 'failure', walk.reason);
  return [];
}

/** A walk that takes back is looked at after each step; what was said before is not said again. */
const withLeft = (reason: string | null, left: string): string => {
  if (reason === null) return left;
  return reason.includes(left) ? reason : `${reason}; ${left}`;
};

function undoing(walk: Walk, step: WalkStep, world: WalkWorld) {
  const undone = walk.steps.find(({ id }) => id === step.undoes);
  if (!undone) throw new Error(`The step ${step.name} takes nothing back.`);
  const { step: line, about } = world.meaningOf(walk, undone);
  if (!line.rules.undo) throw new Error(`${line.name} cannot be taken back.`);
  return { undo: line.rules.undo, about };
}
