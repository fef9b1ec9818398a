import { JetStreamApiError } from '@nats-io/jetstream';
import { InvalidArgumentError, InvalidSubjectError, type NatsConnection } from 'nats';
import type { Pool } from 'pg';
import { performance } from 'node:perf_hooks';
import { BatchPublisher } from './batch-publisher.js';
import { DeadLetterStore } from './dead-letter.store.js';
import { endHandover, expectHandover, takeHandedOver } from './handover.js';
import { leaseOutbox, releaseOutbox, removeFromOutbox, type OutboxRow } from './outbox.js';
import { inTransaction } from './sql.js';
import { WakeUp } from './wake-up.js';

const batchSize = 500;
const lookEveryMilliseconds = 1_000;
/** Between two looks at a table that had nothing, however often the relay is woken. */
const lookApartMilliseconds = 500;
const publishTimeoutMilliseconds = 5_000;

export interface OutboxRelayOptions {
  readonly pool: Pool;
  readonly connection: NatsConnection;
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
  private readonly letters: DeadLetterStore;
  private readonly publisher: BatchPublisher;

  constructor(private readonly options: OutboxRelayOptions) {
    this.loop = new WakeUp(() => this.sendBatch(), lookEveryMilliseconds, options.onError);
    this.letters = new DeadLetterStore(options.pool);
    this.publisher = new BatchPublisher(options.connection);
    expectHandover(options.pool);
  }

  /** There is something new to send. */
  readonly wake = (): void => this.loop.wake();

  /** What was not sent is left for others. */
  async stop(): Promise<void> {
    await this.loop.stop();
    this.publisher.stop();
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
    const published = await this.publisher.publish(rows, publishTimeoutMilliseconds);
    const { sent, refused, failed, cause } = sorted(rows, published);
    await removeFromOutbox(this.options.pool, sent);
    for (const each of refused) await this.setAside(each);
    if (failed.length === 0) return true;
    await releaseOutbox(this.options.pool, failed);
    await this.options.ensureStreams();
    throw new Error(`${failed.length} messages could not be published; they stay in the outbox`, { cause });
  }

  /** What can never be published stands in nobody's way; an operator finds it among the dead letters. */
  private async setAside({ row, reason }: Refused): Promise<void> {
    const { pool, onError } = this.options;
    await inTransaction(pool, async (transaction) => {
      await removeFromOutbox(transaction, [row.id]);
      await this.letters.add({ ...row, reason: `it could not be published: ${reason}` }, transaction);
    });
    onError(new Error(`A message on ${row.subject} can never be published; it is a dead letter now: ${reason}`));
  }

  private async leftBehind(): Promise<OutboxRow[]> {
    if (performance.now() < this.lookAt) return [];
    const rows = await leaseOutbox(this.options.pool, batchSize);
    if (rows.length < batchSize) this.lookAt = performance.now() + lookApartMilliseconds;
    return rows;
  }
}

interface Refused {
  readonly row: OutboxRow;
  readonly reason: string;
}

/** What came of publishing: gone out, refused for what it is, or failed for now. */
function sorted(rows: readonly OutboxRow[], published: readonly PromiseSettledResult<void>[]) {
  const sent: string[] = [];
  const refused: Refused[] = [];
  const failed: string[] = [];
  let cause: unknown;
  for (const [index, row] of rows.entries()) {
    const outcome = published[index];
    if (outcome?.status === 'fulfilled') sent.push(row.id);
    else if (isUnpublishable(outcome?.reason)) refused.push({ row, reason: String(outcome?.reason) });
    else {
      failed.push(row.id);
      cause ??= outcome?.reason;
    }
  }
  return { sent, refused, failed, cause };
}

/** JetStream's code for a message over the stream's limit. */
const messageTooLarge = 10_054;

/** True when the message itself was refused (its subject, headers or size): trying again would not help. */
const isUnpublishable = (error: unknown): boolean =>
  error instanceof InvalidArgumentError ||
  error instanceof InvalidSubjectError ||
  (error instanceof JetStreamApiError && error.code === messageTooLarge);
