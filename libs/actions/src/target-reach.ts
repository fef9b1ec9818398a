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
import type { ActionServiceDefinition, VisitedTarget } from './action-service.js';
import type { TargetVisits } from './target-visits.js';

/** Who asks over NATS waits 20 s for the answer. */
const reaching = { waitSeconds: 6, takesSeconds: 12 };
const probing = { waitSeconds: 15, takesSeconds: 60 };

/** Reaches targets outside of any action: can it be reached, and what is there? */
export class TargetReach {
  constructor(
    private readonly definition: ActionServiceDefinition,
    private readonly keys: SealKeys,
    private readonly visits: TargetVisits,
  ) {}

  /** Answers a query that came over NATS, where credentials are sealed. */
  async query(target: Readonly<Record<string, unknown>>): Promise<ReachAnswer> {
    try {
      const { credential } = target;
      if (credential !== undefined && !isSealed(credential)) {
        throw new DriverError('rejected', 'the credential is not sealed: secrets do not travel over NATS in plain');
      }
      const { driver, opened } = await this.opened(target, 'ignore');
      await this.visits.make({ target: opened, ...reaching }, (signal) => driver.reach(opened, signal));
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
      const { driver, opened } = await this.opened(parsed.value.target, 'refuse');
      return await this.visits.make({ target: opened, ...probing }, (signal) => driver.probe(opened, signal));
    } catch (error) {
      if (error instanceof Problem) throw error;
      const { kind, message, evidence, advice } = failureOf(error);
      throw new Problem(502, `The target could not be probed: ${kind}`, [message, ...evidence, advice].join(' · '));
    }
  }

  private async opened(
    target: Readonly<Record<string, unknown>>,
    unknownFields: UnknownFields,
  ): Promise<{ driver: AnyDriver; opened: VisitedTarget }> {
    const { service, drivers } = this.definition;
    const parsed = parse<{ address: string; port?: number }>(targets[service], target, unknownFields);
    if (!parsed.ok) throw invalid(parsed.complaints.map(below('target')));
    const driver = drivers.get(String(target['type']));
    if (!driver) {
      const known = [...drivers.keys()].join(', ');
      throw invalid([
        { path: 'target.type', message: `${String(target['type'])} is not a driver of this service: it has ${known}` },
      ]);
    }
    const { address, port } = parsed.value;
    const credential = await openIfSealed(this.keys, target['credential'], canonicalAddress(address, port));
    return { driver, opened: { ...parsed.value, type: driver.type, credential } };
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
  if (error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError')) {
    const advice = 'Check that the target answers at all from where this service runs.';
    return {
      kind: 'timed-out',
      message: 'the target did not answer in time',
      evidence: [message],
      advice,
      leftRunning: false,
    };
  }
  return { kind: 'internal', message, evidence: [], advice: 'See the log of the service.', leftRunning: false };
}
