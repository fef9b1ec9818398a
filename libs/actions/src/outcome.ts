import { maximumMessageBytes, type Failure } from '@drydock/contracts';
import { DriverError, isPassing, withoutControlCharacters, type Ended } from '@drydock/driver';
import { SealError } from '@drydock/service';
import { backoffSeconds } from './backoff.js';
import type { Outcome } from './outcome.store.js';
import type { Hold, TakenAction } from './runner.store.js';
import type { StopKind } from './action.entity.js';

export interface Stop {
  readonly kind: StopKind;
  readonly reason: string;
}

/** What a driver call came to: its answer, or what it threw. */
export type Came = { readonly ended: Ended<Record<string, unknown>> } | { readonly error: unknown };

export interface Circumstances {
  readonly stop: Stop | null;
  readonly quirks: readonly string[];
  readonly random: () => number;
}

const subject = ({ name, node }: Pick<TakenAction, 'name' | 'node'>): string =>
  node === null ? name : `${name} of ${node}`;

/** Decides what becomes of an action after a driver call. Finished work wins over a stop that came too late. */
export function outcomeOf(action: TakenAction, came: Came, { stop, quirks, random }: Circumstances): Outcome {
  const still = { ...untold(action), quirks };
  if ('error' in came) return afterError(action, came.error, { still, stop, random });

  const { ended } = came;
  switch (ended.kind) {
    case 'done':
      return isTellable(action, ended.result)
        ? { ...still, state: 'succeeded', result: ended.result }
        : { ...still, state: 'failed', failure: untellable(action) };
    case 'noop':
      return { ...still, state: 'succeeded', noop: { reason: ended.reason } };
    case 'would':
      return { ...still, state: 'succeeded', would: ended.would, risks: ended.risks };
    case 'again': {
      if (stop) return stopped(action, stop, still);
      const progress = { message: ended.progress, percent: ended.percent ?? null };
      return { ...still, state: 'waiting', afterSeconds: ended.afterSeconds, progress };
    }
  }
}

/** What a result carries beside the request and what the driver answered. */
const envelopeBytes = 16 * 1024;
const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/** Whether a result has room in one message. Nobody would ever hear of one that is longer. */
const isTellable = ({ request }: TakenAction, result: object): boolean => {
  const room = maximumMessageBytes - envelopeBytes;
  const bytes = bytesOf(result);
  return bytes < room / 8 || bytes + bytesOf(request) <= room;
};

const untellable = (action: TakenAction): Failure => ({
  kind: 'internal',
  message: `${subject(action)}: the driver answered more than fits into a message of ${maximumMessageBytes / 1024} KiB`,
  evidence: [],
  advice: 'This is a defect of the driver: it has to leave out what is long. See at the target what was done.',
  leftRunning: false,
});

interface AfterError {
  readonly still: Outcome;
  readonly stop: Stop | null;
  readonly random: () => number;
}

function afterError(action: TakenAction, error: unknown, { still, stop, random }: AfterError): Outcome {
  const failure = failureOf(action, error);
  if (stop) return stopped({ ...action, lastFailure: isAbort(error) ? action.lastFailure : failure }, stop, still);
  if (!isPassing(failure.kind)) return { ...still, state: 'failed', failure };
  const asked = error instanceof DriverError ? error.retryAfterSeconds : undefined;
  const progress = { message: `${failure.message}; trying again`, percent: action.progress?.percent ?? null };
  return {
    ...still,
    state: 'waiting',
    afterSeconds: asked ?? backoffSeconds(action.attempts, random),
    progress,
    lastFailure: failure,
  };
}

/** The end of an action that was stopped: cancelled, or out of time; failed when the target was left in the middle. */
function stopped(action: TakenAction, stop: Stop, still: Outcome): Outcome {
  const leftRunning = action.lastFailure?.leftRunning ?? false;
  if (stop.kind === 'cancelled' && !leftRunning) return { ...still, state: 'cancelled' };
  const last = action.lastFailure;
  const why =
    stop.kind === 'cancelled' ? `was cancelled (${stop.reason}) in the middle` : 'did not end within its time';
  return {
    ...still,
    state: 'failed',
    failure: {
      kind: 'timed-out',
      message: `${subject(action)} ${why}${last ? `: ${last.message}` : ''}`,
      evidence: [
        ...(last?.evidence ?? []),
        `${action.attempts} attempts`,
        ...(action.progress ? [action.progress.message] : []),
      ],
      advice:
        last?.advice ?? 'See in the evidence what was waited for, and give the action more time if that is slow here.',
      leftRunning,
    },
  };
}

/** The end of an action whose driver did not come back within its grace: nobody knows what is going on there. */
export const abandoned = (action: TakenAction, stop: Stop): Outcome => ({
  ...untold(action),
  state: 'failed',
  failure: {
    kind: 'timed-out',
    message: `${subject(action)} was stopped (${stop.reason}) and its driver did not come back`,
    evidence: [`${action.attempts} attempts`, ...(action.progress ? [action.progress.message] : [])],
    advice: 'Look at the target itself before it is used again: something may still be going on there.',
    leftRunning: true,
  },
});

/** The end of an action whose driver answered something that the database does not take. */
export const unstorable = (outcome: Outcome, refused: unknown): Outcome => ({
  ...outcome,
  state: 'failed',
  progress: null,
  result: null,
  noop: null,
  would: null,
  risks: null,
  lastFailure: null,
  quirks: [],
  failure: {
    kind: 'internal',
    message: 'The driver answered something that cannot be stored',
    evidence: [withoutControlCharacters(refused instanceof Error ? refused.message : String(refused))],
    advice: 'This is a defect of the driver: it has to clean what it reads. See at the target what was done.',
    leftRunning: false,
  },
});

/** A report of how far an action is, while its driver works. */
export const progressed = (action: TakenAction, message: string, percent: number | null): Outcome => ({
  ...untold(action),
  state: 'running',
  progress: { message, percent },
});

const untold = (action: TakenAction): Outcome => ({
  ...holdOf(action),
  request: action.request,
  state: 'failed',
  afterSeconds: 0,
  progress: null,
  result: null,
  noop: null,
  would: null,
  risks: null,
  failure: null,
  lastFailure: null,
  quirks: [],
});

export const holdOf = ({ id, key, epoch }: TakenAction): Hold => ({ id, key, epoch: epoch ?? '0' });

const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError';

function failureOf(action: TakenAction, error: unknown): Failure {
  if (error instanceof DriverError) {
    const { kind, evidence, advice, leftRunning } = error;
    return { kind, message: `${subject(action)}: ${error.message}`, evidence: [...evidence], advice, leftRunning };
  }
  if (error instanceof SealError) {
    return {
      kind: 'rejected',
      message: `${subject(action)}: ${error.message}`,
      evidence: [],
      advice: error.advice,
      leftRunning: false,
    };
  }
  const message = `${subject(action)}: ${error instanceof Error ? error.message : String(error)}`;
  const advice = 'This is a defect of the driver; the log of the service has the whole error.';
  return { kind: 'internal', message, evidence: [], advice, leftRunning: false };
}
