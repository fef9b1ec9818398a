import { DriverError } from '@drydock/driver';
import type { Database, SecretHmac } from '@drydock/service';
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { ActionServiceDefinition, Standing } from './action-service.js';

/** Which target, and what is offered to it. */
export interface Asked {
  readonly key: string;
  readonly credential: unknown;
  /** How long nobody begins anything with it afterwards. */
  readonly restSeconds: number;
}

interface Turn {
  readonly epoch: string;
  readonly facts: Record<string, unknown>;
}

const waitForTurnMilliseconds = 20_000;
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

  /** Waits 20 s for its turn, and then throws `busy`. */
  async take<T>(asked: Asked, call: () => Promise<T>): Promise<T> {
    const { whyNotNow, learn } = this.definition;
    if (whyNotNow === undefined || learn === undefined) return call();
    const { epoch, facts } = await this.turnAt(asked.key);
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
      await this.letGo(asked, epoch, learned);
    }
  }

  private async turnAt(key: string): Promise<Turn> {
    await this.database.pool.query('insert into target (key) values ($1) on conflict do nothing', [key]);
    const until = performance.now() + waitForTurnMilliseconds;
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
    const { rows } = await this.database.pool.query<{ name: string; node: string | null; state: string }>(
      `select name, node, state from action where key = $1 and started_at is not null and finished_at is null
       order by started_at limit 8`,
      [key],
    );
    return new DriverError('busy', 'something else is under way at the target, which has one caller at a time', {
      evidence: rows.map(({ name, node, state }) => `${name}${node === null ? '' : ` of ${node}`} is ${state}`),
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
