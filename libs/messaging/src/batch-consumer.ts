import { AckPolicy, DeliverPolicy, type ConsumerMessages, type JsMsg } from '@nats-io/jetstream';
import { setTimeout as pause } from 'node:timers/promises';
import type { Broker } from './broker.js';
import { Pace } from './pace.js';
import { streams, type StreamKey } from './streams.js';

export interface BatchConsumerOptions {
  readonly broker: Broker;
  readonly stream: StreamKey;
  /** All replicas of a service share it, and with it the work. */
  readonly durable: string;
  readonly filter: string;
  readonly maximumBatch?: number;
  /** Settles every message of the batch itself (ack, nak); must not throw. */
  readonly handle: (batch: readonly JsMsg[]) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

const defaultMaximumBatch = 200;
const maximumUnacknowledged = 2_000;
/** What was published together arrives in pieces; read piece by piece, it would be in pieces ever after. */
const gatheringMilliseconds = 5;
/** After which a message that a dead process had goes to another. */
const acknowledgeWithinNanoseconds = 20 * 1_000_000_000;

/** Reads one durable consumer in batches: as many messages at a time as have come, one batch after another. */
export class BatchConsumer {
  private readonly stopping = new AbortController();
  private readonly pace = new Pace();
  private messages: ConsumerMessages | null = null;
  private readonly queue: JsMsg[] = [];
  private pumping: Promise<void> | null = null;
  private reading: Promise<void> = Promise.resolve();

  constructor(private readonly options: BatchConsumerOptions) {}

  start(): void {
    this.reading = this.readUntilStopped();
  }

  /** Takes no more messages and lets the batch under way end. What was not handled is given back, for another replica. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.messages?.stop();
    await this.reading;
    for (const message of this.queue.splice(0)) message.nak();
    await this.pumping;
  }

  private async readUntilStopped(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        await this.read();
      } catch (error) {
        if (!this.stopping.signal.aborted) this.options.onError(error);
      }
      await pause(500, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }

  private async read(): Promise<void> {
    const { broker, stream, durable } = this.options;
    await this.ensureConsumer();
    const consumer = await broker.client.consumers.get(streams[stream].name, durable);
    // By callback, so that no message waits in the client, where it could not be given back.
    const callback = (message: JsMsg): void => this.take(message);
    const messages = await consumer.consume({ max_messages: maximumUnacknowledged, callback });
    this.messages = messages;
    if (this.stopping.signal.aborted) messages.stop();
    void stopWhenGone(messages);
    await messages.closed();
  }

  private take(message: JsMsg): void {
    if (this.stopping.signal.aborted) {
      message.nak();
      return;
    }
    this.queue.push(message);
    this.pumping ??= this.pump();
  }

  private async pump(): Promise<void> {
    await pause(gatheringMilliseconds);
    while (this.queue.length > 0) {
      await this.pace.next();
      await this.options.handle(this.queue.splice(0, this.options.maximumBatch ?? defaultMaximumBatch));
    }
    // At once, before anything else can run: a message that comes next must find that nobody pumps.
    this.pumping = null;
  }

  private async ensureConsumer(): Promise<void> {
    const { broker, stream, durable, filter } = this.options;
    const { name } = streams[stream];
    await broker.ensureStreams();
    try {
      await broker.manager.consumers.info(name, durable);
    } catch {
      await broker.manager.consumers.add(name, {
        durable_name: durable,
        filter_subject: filter,
        ack_policy: AckPolicy.Explicit,
        deliver_policy: DeliverPolicy.All,
        ack_wait: acknowledgeWithinNanoseconds,
        max_ack_pending: maximumUnacknowledged,
      });
    }
  }
}

/** Ends the reading when the consumer or its stream is no longer there, so that both are made again. */
async function stopWhenGone(messages: ConsumerMessages): Promise<void> {
  for await (const { type } of messages.status()) {
    if (type === 'consumer_deleted' || type === 'consumer_not_found' || type === 'stream_not_found') messages.stop();
  }
}
