import {
  canonicalAddress,
  isSealed,
  parse,
  ReachQuery,
  targets,
  type Complaint,
  type ReachAnswer,
  type UnknownFields,
} from '@drydock/contracts';
import { DriverError, type AnyDriver, type ProbeAnswer } from '@drydock/driver';
import { invalid, openIfSealed, Problem, SealError, type SealKeys } from '@drydock/service';
import type { ActionServiceDefinition } from './action-service.js';
import type { Asked, TargetTurns } from './target-turn.js';

/** How long the call waits for its turn, and how long it takes. Who asks over NATS waits 20 s for the answer to both. */
const reaching = { waitSeconds: 6, withinMilliseconds: 12_000 };
const probing = { waitSeconds: 15, withinMilliseconds: 60_000 };

interface Opened {
  readonly driver: AnyDriver;
  /** With its secrets in plain. */
  readonly target: object;
  readonly asked: Omit<Asked, 'waitSeconds'>;
}

/** Reaches targets outside of any action: can it be reached, and what is there? */
export class TargetReach {
  constructor(
    private readonly definition: ActionServiceDefinition,
    private readonly keys: SealKeys,
    private readonly turns: TargetTurns,
  ) {}

  /** Answers a query that came over NATS, where credentials are sealed. */
  async query(target: Readonly<Record<string, unknown>>): Promise<ReachAnswer> {
    try {
      const { credential } = target;
      if (credential !== undefined && !isSealed(credential)) {
        throw new DriverError('rejected', 'the credential is not sealed: secrets do not travel over NATS in plain');
      }
      const { driver, target: opened, asked } = await this.opened(target, 'ignore');
      await this.turns.take({ ...asked, ...reaching }, () =>
        within(reaching.withinMilliseconds, (signal) => driver.reach(opened, signal)),
      );
      return { reachable: true, failure: null };
    } catch (error) {
      return { reachable: false, failure: failureOf(error) };
    }
  }

  /** Reaches a target before anything is designed, and says what was found. */
  async probe(body: unknown): Promise<ProbeAnswer> {
    const parsed = parse(ReachQuery, body, 'refuse');
    if (!parsed.ok) throw invalid(parsed.complaints);
    try {
      const { driver, target, asked } = await this.opened(parsed.value.target, 'refuse');
      return await this.turns.take({ ...asked, ...probing }, () =>
        within(probing.withinMilliseconds, (signal) => driver.probe(target, signal)),
      );
    } catch (error) {
      if (error instanceof Problem) throw error;
      const { kind, message, evidence, advice } = failureOf(error);
      throw new Problem(502, `The target could not be probed: ${kind}`, [message, ...evidence, advice].join(' · '));
    }
  }

  private async opened(target: Readonly<Record<string, unknown>>, unknownFields: UnknownFields): Promise<Opened> {
    const { service, drivers, keyOf, turnOf, restSecondsOf } = this.definition;
    const parsed = parse<{ address: string; port?: number }>(targets[service], target, unknownFields);
    if (!parsed.ok) throw invalid(parsed.complaints.map(below('target')));
    const type = String(target['type']);
    const driver = drivers.get(type);
    if (!driver) {
      const known = [...drivers.keys()].join(', ');
      throw invalid([{ path: 'target.type', message: `${type} is not a driver of this service: it has ${known}` }]);
    }
    const { address, port } = parsed.value;
    const credential = await openIfSealed(this.keys, target['credential'], canonicalAddress(address, port));
    const request = { action: '', node: '', target: { ...target, type, address } };
    const asked = {
      key: turnOf ? turnOf(request.target) : keyOf(request),
      credential,
      restSeconds: restSecondsOf?.(request) ?? 0,
    };
    return { driver, target: { ...parsed.value, credential }, asked };
  }
}

/** What takes longer is a failure of the target, like any other. */
async function within<T>(milliseconds: number, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  try {
    return await call(AbortSignal.timeout(milliseconds));
  } catch (error) {
    if (!(error instanceof Error) || (error.name !== 'TimeoutError' && error.name !== 'AbortError')) throw error;
    throw new DriverError('timed-out', 'the target did not answer in time', {
      evidence: [error.message],
      advice: 'Check that the target answers at all from where this service runs.',
      cause: error,
    });
  }
}

/** The reply to a query that cannot be read. */
export const unreadableQuery = (complaints: readonly Complaint[]): ReachAnswer => ({
  reachable: false,
  failure: failureOf(invalid(complaints)),
});

const below =
  (field: string) =>
  ({ path, message }: Complaint): Complaint => ({ path: path === '' ? field : `${field}.${path}`, message });

function failureOf(error: unknown): NonNullable<ReachAnswer['failure']> {
  if (error instanceof DriverError) {
    const { kind, message, evidence, advice, leftRunning } = error;
    return { kind, message, evidence: [...evidence], advice, leftRunning };
  }
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof SealError || error instanceof Problem) {
    return {
      kind: 'rejected',
      message,
      evidence: [],
      advice: error instanceof SealError ? error.advice : 'Correct the target and its credential.',
      leftRunning: false,
    };
  }
  return { kind: 'internal', message, evidence: [], advice: 'See the log of the service.', leftRunning: false };
}
