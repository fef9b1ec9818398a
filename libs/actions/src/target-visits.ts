import { DriverError } from '@drydock/driver';
import type { Database, SecretHmac } from '@drydock/service';
import { setTimeout as wait } from 'node:timers/promises';
import type { ActionServiceDefinition, Standing, VisitedTarget } from './action-service.js';
import { VisitStore, type Occupant, type Visited } from './visit.store.js';

export interface VisitParts {
  readonly definition: Pick<ActionServiceDefinition, 'visits' | 'learn'>;
  readonly database: Pick<Database, 'pool'>;
  readonly hmac: SecretHmac;
  /** Names this process; unique to it. */
  readonly holder: string;
  readonly now: () => number;
  readonly random: () => number;
}

export interface Visit {
  /** Its credential is open. */
  readonly target: VisitedTarget;
  /** How long it waits for its turn at most. */
  readonly waitSeconds: number;
  /** How long it takes at most, once it is its turn. */
  readonly takesSeconds: number;
}

const askAgainMilliseconds = 250;
/** Beyond what a visit takes, before somebody else may have its target. */
const spareSeconds = 10;

/**
 * Visits to targets outside of actions. One takes its turn as an action does, is not made where an action would not be,
 * and what it shows of the target is remembered.
 */
export class TargetVisits {
  private readonly store: VisitStore;

  constructor(private readonly parts: VisitParts) {
    this.store = new VisitStore(`${parts.holder}-visit`);
  }

  async make<T>(visit: Visit, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { definition, database } = this.parts;
    const key = definition.visits?.keyOf(visit.target) ?? null;
    if (key === null) return work(AbortSignal.timeout(visit.takesSeconds * 1_000));
    const visited = await this.turnAt(key, visit);
    let learned: Record<string, unknown> | null = null;
    const standing = this.standingAt(visited, visit);
    try {
      const refusal = definition.visits?.refusal(standing) ?? null;
      if (refusal !== null) throw refusal;
      const answer = await work(AbortSignal.timeout(visit.takesSeconds * 1_000)).catch((error: unknown) => {
        const failure = asFailure(error, visit);
        if (failure instanceof DriverError) learned = definition.learn?.(standing, failure) ?? null;
        throw failure;
      });
      learned = definition.learn?.(standing, null) ?? null;
      return answer;
    } finally {
      const restSeconds = definition.visits?.restSecondsOf(visit.target) ?? 0;
      // What cannot be written down is free again when the lease is over.
      await this.store.release(database.pool, visited, { facts: learned, restSeconds }).catch(() => undefined);
    }
  }

  private async turnAt(key: string, { waitSeconds, takesSeconds }: Visit): Promise<Visited> {
    const { pool } = this.parts.database;
    const until = this.parts.now() + waitSeconds * 1_000;
    for (;;) {
      const visited = await this.store.take(pool, key, takesSeconds + spareSeconds);
      if (visited !== null) return visited;
      if (this.parts.now() >= until) throw inUse(key, await this.store.occupant(pool, key));
      // Who asked waits for the answer: there is no row to keep a due time in.
      await wait(askAgainMilliseconds);
    }
  }

  private standingAt({ facts }: Visited, { target: { credential } }: Visit): Standing {
    const { hmac, now, random } = this.parts;
    return { facts, credential: () => hmac.of(credential), now: now(), random };
  }
}

function asFailure(error: unknown, { takesSeconds }: Visit): unknown {
  const isLate = error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');
  if (!isLate) return error;
  return new DriverError('timed-out', `the target did not answer within ${takesSeconds} s`, {
    evidence: [error.message],
    advice: 'Check that the target answers at all from where this service runs.',
    cause: error,
  });
}

function inUse(key: string, occupant: Occupant | null): DriverError {
  const { holder, action, node, since, restUntil } = occupant ?? {};
  const ofNode = node ? ` of ${node}` : '';
  const why = action
    ? `${action}${ofNode}${since ? ` since ${since.toISOString()}` : ''}`
    : restUntil
      ? `it rests until ${restUntil.toISOString()}`
      : 'by a look at it, or by somebody else who asks';
  return new DriverError('busy', `${key} is in use: ${why}`, {
    evidence: holder ? [`it is held by ${holder}`] : [],
    advice: 'Ask again when that has ended; GET /api/v1/actions shows what is under way.',
  });
}
