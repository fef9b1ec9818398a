import type { ActionRecord, Failure } from '@drydock/contracts';
import type { About } from '../workflows/about.js';
import { failureOf, type Ask, type Reach, type Rules, type Step } from '../workflows/workflow.js';
import { end, endWalk, rulesOf, send, skipRest } from './walk-moves.js';
import { takeBack, turnRound } from './walk-undo.js';

export type StepOutcome = 'success' | 'skipped' | 'failure' | 'cancelled';
export type WalkOutcome = 'success' | 'failure' | 'cancelled';

/** A step of one walk, as its row has it. */
export interface WalkStep {
  readonly id: string;
  readonly position: number;
  readonly name: string;
  readonly item: string | null;
  /** Takes the step of the same walk back that has this id. */
  readonly undoes: string | null;
  /** The action that was asked for last; it follows from the id and the try. */
  actionId: string | null;
  try: number;
  state: 'pending' | 'sent' | 'ended';
  outcome: StepOutcome | null;
  reason: string | null;
  failure: Failure | null;
  result: unknown;
}

/** The steps of one node (or of the site) in one task. */
export interface Walk {
  readonly id: string;
  /** null: the site. */
  readonly node: string | null;
  state: 'queued' | 'running' | 'undoing' | 'ended';
  outcome: WalkOutcome | null;
  reason: string | null;
  failure: Failure | null;
  /** Something is left that somebody has to look at before the node is used again. */
  held: boolean;
  /** Why the task was cancelled; null while it goes on. */
  stopReason: string | null;
  /** Whether the task is paused, or the node in maintenance: what is sent goes on, nothing new is begun. */
  readonly paused: boolean;
  readonly steps: WalkStep[];
  /** Steps that have ended since the walk was last moved. */
  readonly fresh: Set<string>;
}

/** What stands behind a row: the line of the workflow, and everything it can look at. */
export interface Meaning {
  readonly step: Step;
  readonly about: About;
}

/** Something to be asked of a service for a step. */
export interface Sending {
  readonly step: WalkStep;
  readonly does: Ask | Reach;
  readonly about: About;
  readonly timeoutSeconds: number | null;
}

/** What the walk needs to know of the world: what its rows mean, and what a new row is called. */
export interface WalkWorld {
  readonly meaningOf: (walk: Walk, step: WalkStep) => Meaning;
  readonly newId: (...parts: string[]) => string;
}

/** How an action ended, as far as a walk is interested. */
export type ActionEnd = Pick<ActionRecord, 'state' | 'result' | 'noop' | 'failure' | 'would'>;

const subject = ({ node }: Walk): string => node ?? 'the site';

/** Records how the action of a step ended. Answers false when it is not waited for (any more): it moves nothing. */
export function applyResult(
  walk: Walk,
  actionId: string,
  { end: ended, world }: { readonly end: ActionEnd; readonly world: WalkWorld },
): boolean {
  const step = walk.steps.find((candidate) => candidate.state === 'sent' && candidate.actionId === actionId);
  if (!step) return false;
  const { rules } = rulesOf(walk, step, world);
  switch (ended.state) {
    case 'succeeded':
      end(walk, step, { outcome: 'success', reason: ended.noop?.reason ?? null });
      step.result = ended.result ?? { would: ended.would };
      break;
    case 'cancelled':
      end(walk, step, { outcome: 'cancelled', reason: walk.stopReason });
      break;
    default:
      failed(walk, step, { failure: ended.failure, rules });
  }
  return true;
}

/** Records that a step failed without any result: nobody answered, or it could not even be asked. */
export function applyFailure(walk: Walk, step: WalkStep, failure: Failure): void {
  end(walk, step, { outcome: 'failure', reason: null });
  step.failure = failure;
  if (failure.leftRunning) walk.held = true;
}

function failed(
  walk: Walk,
  step: WalkStep,
  { failure, rules }: { failure: Failure | null; rules: Rules<About> },
): void {
  const tolerated = failure && rules.tolerates?.includes(failure.kind);
  if (tolerated) {
    end(walk, step, { outcome: 'skipped', reason: failure.message });
    return;
  }
  if (failure?.leftRunning) walk.held = true;
  const triesLeft = step.try < (rules.tries ?? 1) && walk.stopReason === null && !failure?.leftRunning;
  if (triesLeft) {
    step.try += 1;
    step.state = 'pending';
    return;
  }
  end(walk, step, { outcome: 'failure', reason: null });
  step.failure = failure;
}

/**
 * Moves a walk as far as it can go without waiting for anybody, and answers what has to be asked of services. A step
 * that failed turns it round: what was sent is taken back, in reverse.
 */
export function advance(walk: Walk, world: WalkWorld): Sending[] {
  if (walk.state === 'running') {
    const sending = goOn(walk, world);
    if (sending || walk.steps.some(({ state }) => state === 'sent')) return sending ? [sending] : [];
  }
  if (walk.state === 'undoing') return takeBack(walk, world);
  return [];
}

function goOn(walk: Walk, world: WalkWorld): Sending | null {
  for (const step of walk.steps) {
    if (step.undoes !== null) continue;
    if (step.state === 'sent') return null;
    if (step.state === 'pending') {
      if (walk.stopReason !== null) {
        walk.reason = walk.stopReason;
        turnRound(walk, 'cancelled', world);
        return null;
      }
      if (walk.paused) return null;
      const meaning = world.meaningOf(walk, step);
      const leave = meaning.step.rules.leave?.(meaning.about) ?? null;
      if (leave !== null) {
        walk.reason = leave;
        turnRound(walk, 'cancelled', world);
        return null;
      }
      const sending = begin(walk, step, { meaning, world });
      if (sending) return sending;
    }
    if (walk.fresh.has(step.id) && !afterwards(walk, step, world)) return null;
  }
  endWalk(walk, 'success', walk.reason);
  return null;
}

/** Starts a step that waits for nothing: skips it, checks it, or says what to send. */
function begin(
  walk: Walk,
  step: WalkStep,
  { meaning, world }: { readonly meaning: Meaning; readonly world: WalkWorld },
): Sending | null {
  const { step: line, about } = meaning;
  const skip = line.rules.skip?.(about) ?? null;
  if (skip !== null) {
    end(walk, step, { outcome: 'skipped', reason: skip });
    return null;
  }
  if (line.does.kind === 'check') {
    end(walk, step, { outcome: 'success', reason: null });
    return null;
  }
  return send(step, { does: line.does, about, timeoutSeconds: line.rules.timeoutSeconds ?? null }, world);
}

/** Looks at what a step that has ended means for the walk. False when the walk does not go on after it. */
function afterwards(walk: Walk, step: WalkStep, world: WalkWorld): boolean {
  if (step.outcome === 'success') {
    const { step: line, about } = world.meaningOf(walk, step);
    const finish = line.rules.finish?.(about) ?? null;
    if (finish !== null) {
      skipRest(walk, finish);
      endWalk(walk, 'success', finish);
      return false;
    }
    const refusal = line.rules.refuse?.(about) ?? null;
    if (refusal) {
      step.outcome = 'failure';
      step.failure = failureOf(subject(walk), refusal);
    }
  }
  if (step.outcome === 'failure') {
    walk.failure = step.failure;
    turnRound(walk, 'failure', world);
    return false;
  }
  if (step.outcome === 'cancelled') {
    walk.reason = walk.stopReason ?? `the action of the step "${step.name}" was cancelled`;
    turnRound(walk, 'cancelled', world);
    return false;
  }
  return true;
}
