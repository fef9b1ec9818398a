import type { JetStreamClient } from '@nats-io/jetstream';
import type { Pool } from 'pg';
import { performance } from 'node:perf_hooks';
import { toNatsHeaders } from './envelope.js';
import { endHandover, expectHandover, takeHandedOver } from './handover.js';
import { leaseOutbox, releaseOutbox, removeFromOutbox, type OutboxRow } from './outbox.js';
import { WakeUp } from './wake-up.js';

const batchSize = 500;
const lookEveryMilliseconds = 1_000;
/** Between two looks at a table that had nothing, however often the relay is woken. */
const lookApartMilliseconds = 500;
const publishTimeoutMilliseconds = 5_000;

export interface OutboxRelayOptions {
  readonly pool: Pool;
  readonly client: JetStreamClient;
  /** Puts streams back that have gone missing; called after a publish that no stream took. */
  readonly ensureStreams: () => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/**
 * Sends what transactions of this process hand over, and what others left in the outbox, oldest first, in batches. Any number
 * of replicas may run.
 */
export class OutboxRelay {
  private readonly loop: WakeUp;
  /** When the table is looked at again, as `performance.now()` counts. */
  private lookAt = 0;

  constructor(private readonly options: OutboxRelayOptions) {
    this.loop = new WakeUp(() => this.sendBatch(), lookEveryMilliseconds, options.onError);
    expectHandover(options.pool);
  }

  /** There is something new to send. */
  readonly wake = (): void => this.loop.wake();

  /** What was not sent is left for others. */
  async stop(): Promise<void> {
    await this.loop.stop();
    const left = endHandover(this.options.pool);
    await releaseOutbox(
      this.options.pool,
      left.map(({ id }) => id),
    );
  }

  /** Answers whether there is more. */
  private async sendBatch(): Promise<boolean> {
    const handedOver = takeHandedOver(this.options.pool, batchSize);
    const rows = handedOver.length > 0 ? handedOver : await this.leftBehind();
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
    return true;
  }

  private async leftBehind(): Promise<OutboxRow[]> {
    if (performance.now() < this.lookAt) return [];
    const rows = await leaseOutbox(this.options.pool, batchSize);
    if (rows.length < batchSize) this.lookAt = performance.now() + lookApartMilliseconds;
    return rows;
  }

  private async publish(row: OutboxRow): Promise<void> {
    await this.options.client.publish(row.subject, row.body, {
      headers: toNatsHeaders(row.headers),
      timeout: publishTimeoutMilliseconds,
    });
  }
}
