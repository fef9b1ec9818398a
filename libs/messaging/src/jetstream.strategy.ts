import { maximumMessageBytes, whyNotJson } from '@drydock/contracts';
import type { JsMsg } from '@nats-io/jetstream';
import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import type { Subscription } from 'nats';
import { isObservable, lastValueFrom } from 'rxjs';
import { BatchConsumer } from './batch-consumer.js';
import type { Broker } from './broker.js';
import { fromNatsHeaders } from './envelope.js';
import type { MessagesOptions, QueryOptions, Received } from './handlers.js';
import { isDataError } from './sql.js';
import { streams } from './streams.js';

/** A message that nobody will handle, and why. */
export interface Undeliverable {
  readonly subject: string;
  readonly headers: Record<string, string>;
  readonly reason: string;
  readonly body: string;
}

export interface JetStreamStrategyOptions {
  readonly broker: Broker;
  /** Queue group of queries: the service's name. */
  readonly service: string;
  /** Keeps a message that cannot be handled; a rejection leaves it in the stream. */
  readonly onUndeliverable: (message: Undeliverable) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

type Registered = ({ kind: 'messages' } & MessagesOptions<unknown>) | ({ kind: 'query' } & QueryOptions<unknown>);
interface Readable {
  readonly message: JsMsg;
  readonly received: Received<unknown>;
}

const retryAfterMilliseconds = 2_000;

/**
 * Nest's way to JetStream: one durable consumer a handler, messages checked at the door, one call a batch. A batch
 * that fails on its data is halved until the bad message is alone; that one becomes a dead letter.
 */
export class JetStreamStrategy extends Server implements CustomTransportStrategy {
  private readonly consumers: BatchConsumer[] = [];
  private readonly subscriptions: Subscription[] = [];

  constructor(private readonly options: JetStreamStrategyOptions) {
    super();
  }

  listen(callback: () => void): void {
    for (const handler of this.messageHandlers.values()) this.attach(handler);
    callback();
  }

  async close(): Promise<void> {
    for (const subscription of this.subscriptions) subscription.unsubscribe();
    await Promise.all(this.consumers.map((consumer) => consumer.stop()));
  }

  override on(): never {
    throw new Error('The transport has no events to listen to.');
  }

  override unwrap<T>(): T {
    throw new Error('The transport does not hand out its connection; inject the broker.');
  }

  private attach(handler: MessageHandler): void {
    const registered = registeredBy(handler);
    if (registered.kind === 'query') this.answer(registered, handler);
    else this.consume(registered, handler);
  }

  private consume(options: MessagesOptions<unknown>, handler: MessageHandler): void {
    const { broker, onError } = this.options;
    const { stream, durable, filter } = options;
    const consumer = new BatchConsumer({
      broker,
      stream,
      durable,
      filter,
      onError,
      handle: async (messages) => {
        const readable = await this.read(messages, options);
        await this.handleOrHalve(readable, handler);
      },
    });
    this.consumers.push(consumer);
    consumer.start();
  }

  private async read(messages: readonly JsMsg[], { parse }: MessagesOptions<unknown>): Promise<Readable[]> {
    const readable: Readable[] = [];
    for (const message of messages) {
      const body = message.data.length > maximumMessageBytes ? tooLarge : parseJson(message.string());
      const parsed = body.ok ? parse(body.value, message.subject) : body;
      if (parsed.ok) readable.push({ message, received: new ReceivedMessage(message, parsed.value) });
      else
        await this.setAside(message, parsed.complaints.map(({ path, message: text }) => `${path}: ${text}`).join('; '));
    }
    return readable;
  }

  private async handleOrHalve(batch: readonly Readable[], handler: MessageHandler): Promise<void> {
    if (batch.length === 0) return;
    try {
      await call(
        handler,
        batch.map(({ received }) => received),
      );
      for (const { message } of batch) message.ack();
    } catch (error) {
      if (!isDataError(error)) {
        this.options.onError(error);
        for (const { message } of batch) message.nak(retryAfterMilliseconds);
      } else if (batch.length === 1 && batch[0]) {
        await this.setAside(batch[0].message, error instanceof Error ? error.message : String(error));
      } else {
        const middle = Math.ceil(batch.length / 2);
        await this.handleOrHalve(batch.slice(0, middle), handler);
        await this.handleOrHalve(batch.slice(middle), handler);
      }
    }
  }

  private async setAside(message: JsMsg, reason: string): Promise<void> {
    const { subject } = message;
    try {
      await this.options.onUndeliverable({
        subject,
        headers: fromNatsHeaders(message.headers),
        reason,
        body: message.string(),
      });
      await this.erase(message);
      message.ack();
    } catch (error) {
      this.options.onError(error);
      message.nak(retryAfterMilliseconds);
    }
  }

  /** What is acknowledged stays on the broker's disk until it is overwritten, and this may hold a plain secret. */
  private async erase({ info, seq }: JsMsg): Promise<void> {
    if (info.stream !== streams.commands.name) return;
    const { broker, onError } = this.options;
    // It is kept as a dead letter by now: where it cannot be erased it must not come again for that.
    await broker.manager.streams.deleteMessage(info.stream, seq, true).catch(onError);
  }

  private answer({ subject, parse, refusal }: QueryOptions<unknown>, handler: MessageHandler): void {
    const { broker, service, onError } = this.options;
    const subscription = broker.connection.subscribe(subject, { queue: service });
    this.subscriptions.push(subscription);
    const respondToAll = async () => {
      for await (const request of subscription) {
        const body = parseJson(request.string());
        const parsed = body.ok ? parse(body.value) : body;
        const answering = parsed.ok ? call(handler, parsed.value) : Promise.resolve(refusal(parsed.complaints));
        // Queries do not wait for each other: one of them may take seconds.
        void answering.then((value) => request.respond(JSON.stringify(value)), onError);
      }
    };
    void respondToAll();
  }
}

function registeredBy(handler: MessageHandler): Registered {
  const registered: unknown = handler.extras?.['drydock'];
  if (isRegistered(registered)) return registered;
  throw new Error('A message handler must be declared with OnMessages or OnQuery.');
}

const isRegistered = (value: unknown): value is Registered =>
  typeof value === 'object' && value !== null && 'kind' in value && 'parse' in value;

const tooLarge = {
  ok: false,
  complaints: [{ path: '', message: `is larger than ${maximumMessageBytes / 1024} KiB` }],
} as const;

const parseJson = (text: string) => {
  try {
    const value: unknown = JSON.parse(text);
    return { ok: true, value } as const;
  } catch (error) {
    return { ok: false, complaints: [{ path: '', message: whyNotJson(error) }] } as const;
  }
};

/** Headers are read when somebody looks at them: not everybody does. */
class ReceivedMessage implements Received<unknown> {
  private read: Record<string, string> | null = null;

  constructor(
    private readonly message: JsMsg,
    readonly body: unknown,
  ) {}

  get subject(): string {
    return this.message.subject;
  }

  get headers(): Record<string, string> {
    this.read ??= fromNatsHeaders(this.message.headers);
    return this.read;
  }

  get id(): string {
    return this.headers['ce-id'] ?? `${this.message.info.stream}-${this.message.seq}`;
  }
}

async function call(handler: MessageHandler, data: unknown): Promise<unknown> {
  const returned: unknown = await handler(data);
  return isObservable(returned) ? lastValueFrom(returned, { defaultValue: undefined }) : returned;
}
