import { setTimeout as wait } from 'node:timers/promises';
import { failureKinds, type FailureKind } from '@drydock/contracts';
import { DriverError } from './driver-error.js';
import { done, would, type ActionContext, type Command, type Ended } from './driver.js';

/** A target as far as a fake looks at it. */
export interface FakeTarget {
  readonly address: string;
  readonly options?: Readonly<Record<string, unknown>>;
}

/** How a fake is told to behave: `target.options`. Without any it succeeds at once. */
interface FakeBehaviour {
  readonly delayMs: number;
  readonly failKind: FailureKind | undefined;
  readonly failTimes: number;
  readonly hang: boolean;
  readonly progress: number;
}

/** What the target of a `fake` driver may have in `options`, in JSON Schema. It needs no credential. */
export const fakeSettings = {
  type: 'object',
  properties: {
    options: {
      type: 'object',
      additionalProperties: false,
      properties: {
        delayMs: { type: 'integer', minimum: 0, description: 'how long an action takes, in milliseconds' },
        failKind: { enum: [...failureKinds], description: 'the kind that an action fails with' },
        failTimes: {
          type: 'integer',
          minimum: 0,
          description: 'how many attempts of an action fail before one succeeds; left out, every attempt fails',
        },
        hang: { type: 'boolean', description: 'true: an action does nothing until it is stopped' },
        progress: {
          type: 'integer',
          minimum: 0,
          description: 'how many progress reports an action gives, spread evenly over its delay',
        },
      },
    },
  },
} as const;

/**
 * Carries out an action of a fake as its target's options say: `hang`, then `delayMs` with `progress` reports, then
 * `failKind` on the first `failTimes` attempts, and `result` at last. A dry run says what it would answer.
 */
export async function actAsTold<P, R>(
  command: Command<P, FakeTarget>,
  context: ActionContext,
  result: R,
): Promise<Ended<R>> {
  const behaviour = behaviourOf(command.target);
  if (context.dryRun) return would([`the fake driver would answer ${JSON.stringify(result)}`]);
  await takeTime(behaviour, context.signal, (step, steps) =>
    context.progress(`step ${step} of ${steps}`, Math.round((100 * step) / steps)),
  );
  if (context.attempt <= behaviour.failTimes) failAsTold(behaviour, command.target);
  return done(result);
}

/** Reaches a fake as its target's options say. It fails only where every attempt would: a look at it is no attempt. */
export async function reachAsTold(target: FakeTarget, signal: AbortSignal): Promise<void> {
  const behaviour = behaviourOf(target);
  await takeTime(behaviour, signal, () => undefined);
  if (behaviour.failTimes === Infinity) failAsTold(behaviour, target);
}

async function takeTime(
  { delayMs, hang, progress }: FakeBehaviour,
  signal: AbortSignal,
  report: (step: number, steps: number) => void,
): Promise<void> {
  if (hang) return stopped(signal);
  if (delayMs > 0 && progress === 0) await pause(delayMs, signal);
  for (let step = 1; step <= progress; step += 1) {
    if (delayMs > 0) await pause(delayMs / progress, signal);
    report(step, progress);
  }
}

function stopped(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () => reject(wasStopped(signal.reason));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await wait(milliseconds, undefined, { signal });
  } catch (cause) {
    throw wasStopped(cause);
  }
}

const wasStopped = (cause: unknown) =>
  new DriverError('timed-out', 'The fake driver was stopped before it was through.', { cause });

function failAsTold({ failKind }: FakeBehaviour, target: FakeTarget): void {
  if (failKind === undefined) return;
  throw new DriverError(failKind, `The fake at ${target.address} fails with ${failKind}, as it was told to.`, {
    evidence: [`options.failKind is ${failKind}`],
    advice: 'Take failKind out of the options of the target.',
  });
}

function behaviourOf({ options = {} }: FakeTarget): FakeBehaviour {
  return {
    delayMs: countOf(options, 'delayMs') ?? 0,
    failKind: failKindOf(options.failKind),
    failTimes: countOf(options, 'failTimes') ?? Infinity,
    hang: options.hang === true,
    progress: countOf(options, 'progress') ?? 0,
  };
}

function countOf(options: Readonly<Record<string, unknown>>, knob: string): number | undefined {
  const value = options[knob];
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw new DriverError('rejected', `options.${knob} of a fake is a whole number from 0 on.`);
}

function failKindOf(value: unknown): FailureKind | undefined {
  if (value === undefined) return undefined;
  const kind = failureKinds.find((known) => known === value);
  if (kind !== undefined) return kind;
  throw new DriverError('rejected', `options.failKind of a fake is one of ${failureKinds.join(', ')}.`);
}
