import { DriverError } from '@drydock/driver';
import type { Database, SecretHmac } from '@drydock/service';
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { ActionServiceDefinition, Standing } from './action-service.js';

/** Which target, and what is offered to it. */
export interface Asked {
  /** Null where there is no turn to be taken. */
  readonly key: string | null;
  readonly credential: unknown;
  readonly waitSeconds: number;
  /** How long nobody begins anything with it afterwards. */
  readonly restSeconds: number;
}

interface Turn {
  readonly epoch: string;
  readonly facts: Record<string, unknown>;
}

const askEveryMilliseconds = 250;
/** Longer than any call outside of an action may take; what a dead process took is free after it. */
const leaseSeconds = 90;

/**
 * Calls to targets outside of any action, one at a time with all others: each takes its target like an action does, is
 * refused where the service says that nobody is to call now, and leaves behind what was learned. For services that
 * remember something of their targets; others are called at once.
 */
export class TargetTurns {
  private readonly holder = `turn-${randomUUID()}`;

  constructor(
    private readonly definition: Pick<ActionServiceDefinition, 'whyNotNow' | 'learn'>,
    private readonly database: Database,
    private readonly hmac: SecretHmac,
  ) {}

  /** Waits for its turn, and throws `busy` when that is too long. */
  async take<T>(asked: Asked, call: () => Promise<T>): Promise<T> {
    const { whyNotNow, learn } = this.definition;
    const { key } = asked;
    if (whyNotNow === undefined || learn === undefined || key === null) return call();
    const { epoch, facts } = await this.turnAt(key, asked.waitSeconds);
    const credential = () => this.hmac.of(asked.credential);
    const standing = (): Standing => ({ facts, credential, now: Date.now(), random: Math.random });
    let learned: Record<string, unknown> | null = null;
    try {
      const refusal = whyNotNow(standing());
      if (refusal) throw refusal;
      try {
        const answer = await call();
        learned = learn(standing(), null);
        return answer;
      } catch (error) {
        if (error instanceof DriverError) learned = learn(standing(), error);
        throw error;
      }
    } finally {
      // What cannot be written down is free again when the lease is over.
      await this.letGo(asked, epoch, learned).catch(() => undefined);
    }
  }

  private async turnAt(key: string, waitSeconds: number): Promise<Turn> {
    await this.database.pool.query('insert into target (key) values ($1) on conflict do nothing', [key]);
    const until = performance.now() + waitSeconds * 1_000;
    for (;;) {
      const { rows } = await this.database.pool.query<Turn>(
        `update target t set holder = $2, epoch = t.epoch + 1, lease_until = now() + make_interval(secs => $3)
         where key = $1 and (holder is null or lease_until < now()) and (rest_until is null or rest_until <= now())
         returning epoch, facts`,
        [key, this.holder, leaseSeconds],
      );
      const [turn] = rows;
      if (turn) return turn;
      if (performance.now() >= until) throw await this.busy(key);
      // Whoever asks holds the line: no row keeps the question.
      await wait(askEveryMilliseconds);
    }
  }

  private async busy(key: string): Promise<DriverError> {
    const { rows } = await this.database.pool.query<Occupant>(
      `select a.name, a.node, a.state, a.started_at as since, case when t.rest_until > now() then t.rest_until end as rest
       from target t left join action a
         on a.key = t.key and a.started_at is not null and a.finished_at is null
       where t.key = $1 order by a.started_at limit 8`,
      [key],
    );
    const [first] = rows;
    const why = first?.name
      ? `${inWords(first)}${first.since ? ` since ${first.since.toISOString()}` : ''}`
      : first?.rest
        ? `it rests until ${first.rest.toISOString()}`
        : 'somebody looks at it, or asks as well';
    return new DriverError('busy', `${key} is in use, and has one caller at a time: ${why}`, {
      evidence: rows.flatMap((row) => (row.name === null ? [] : [inWords(row)])),
      advice: 'Wait until it has ended, or cancel it; then ask again.',
    });
  }

  private async letGo({ key, restSeconds }: Asked, epoch: string, learned: Turn['facts'] | null): Promise<void> {
    await this.database.pool.query(
      `update target set holder = null, lease_until = null, facts = coalesce($4::jsonb, facts),
         rest_until = case when $5::double precision > 0 then now() + make_interval(secs => $5) end
       where key = $1 and holder = $2 and epoch = $3`,
      [key, this.holder, epoch, learned === null ? null : JSON.stringify(learned), restSeconds],
    );
  }
}

interface Occupant {
  readonly name: string | null;
  readonly node: string | null;
  readonly state: string | null;
  readonly since: Date | null;
  readonly rest: Date | null;
}

const inWords = ({ name, node, state }: Occupant): string => `${name}${node === null ? '' : ` of ${node}`} is ${state}`;
