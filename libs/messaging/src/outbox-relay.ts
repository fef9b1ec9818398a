import type { JetStreamClient } from '@nats-io/jetstream';
import type { Pool } from 'pg';
import { toNatsHeaders } from './envelope.js';
import { leaseOutbox, releaseOutbox, removeFromOutbox, type OutboxRow } from './outbox.js';
import { WakeUp } from './wake-up.js';

const batchSize = 500;
const publishTimeoutMilliseconds = 5_000;

export interface OutboxRelayOptions {
  readonly pool: Pool;
  readonly client: JetStreamClient;
  /** Puts streams back that have gone missing; called after a publish that no stream took. */
  readonly ensureStreams: () => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** Sends what the outbox holds, oldest first, in batches. Any number of replicas may run. */
export class OutboxRelay {
  private readonly loop: WakeUp;

  constructor(private readonly options: OutboxRelayOptions) {
    this.loop = new WakeUp(() => this.sendBatch(), 1_000, options.onError);
  }

  /** There is something new to send. */
  readonly wake = (): void => this.loop.wake();

  stop(): Promise<void> {
    return this.loop.stop();
  }

  private async sendBatch(): Promise<boolean> {
    const rows = await leaseOutbox(this.options.pool, batchSize);
    if (rows.length === 0) return false;
    const outcomes = await Promise.allSettled(rows.map((row) => this.publish(row)));
    const idsWhere = (status: 'fulfilled' | 'rejected') =>
      rows.filter((_, index) => outcomes[index]?.status === status).map(({ id }) => id);
    await removeFromOutbox(this.options.pool, idsWhere('fulfilled'));

    const refused = outcomes.find((outcome) => outcome.status === 'rejected');
    if (refused) {
      await releaseOutbox(this.options.pool, idsWhere('rejected'));
      await this.options.ensureStreams();
      throw new Error(`${idsWhere('rejected').length} messages could not be published; they stay in the outbox`, {
        cause: refused.reason,
      });
    }
    return rows.length === batchSize;
  }

  private async publish(row: OutboxRow): Promise<void> {
    await this.options.client.publish(row.subject, row.body, {
      headers: toNatsHeaders(row.headers),
      timeout: publishTimeoutMilliseconds,
    });
  }
}
