import { JetStreamApiError } from '@nats-io/jetstream';
import { createInbox, type Msg, type NatsConnection, type Subscription } from 'nats';
import { toNatsHeaders } from './envelope.js';

/** What is published: the body as it goes out. */
export interface Publishable {
  readonly subject: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Why a message is in no stream; null where it is in one. */
type Outcome = Error | null;

interface Batch {
  readonly number: number;
  readonly messages: readonly Publishable[];
  readonly outcomes: (Outcome | undefined)[];
  left: number;
  readonly resolve: (outcomes: PromiseSettledResult<void>[]) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * Publishes to JetStream a batch at a time: one inbox for all answers, one limit of time for all of a batch. The client's own `publish`
 * has a request with a timer for each message, and makes an error with its stack for each that went well.
 */
export class BatchPublisher {
  private readonly inbox = createInbox();
  private readonly answers: Subscription;
  private readonly batches = new Map<number, Batch>();
  private count = 0;

  constructor(private readonly connection: NatsConnection) {
    this.answers = connection.subscribe(`${this.inbox}.>`, {
      callback: (error, message) => {
        if (!error) this.answered(message);
      },
    });
    void this.failWhenCutOff();
  }

  /** In their order; resolves when each message has its answer, or the time is over. Never rejects. */
  publish(messages: readonly Publishable[], withinMilliseconds: number): Promise<PromiseSettledResult<void>[]> {
    return new Promise((resolve) => {
      const number = (this.count += 1);
      const timer = setTimeout(
        () => this.fail(batch, new Error(`JetStream has not answered within ${withinMilliseconds} ms`)),
        withinMilliseconds,
      );
      const batch: Batch = {
        number,
        messages,
        outcomes: messages.map(() => undefined),
        left: messages.length,
        resolve,
        timer,
      };
      this.batches.set(number, batch);
      for (const [place, { subject, headers, body }] of messages.entries()) {
        try {
          const reply = `${this.inbox}.${number}.${place}`;
          this.connection.publish(subject, body, { reply, headers: toNatsHeaders(headers) });
        } catch (error) {
          this.settle(batch, place, error instanceof Error ? error : new Error(String(error)));
        }
      }
      if (messages.length === 0) this.end(batch);
    });
  }

  /** Nobody hears answers any more. */
  stop(): void {
    this.answers.unsubscribe();
    for (const batch of this.batches.values()) this.fail(batch, new Error('publishing was stopped'));
  }

  private answered(message: Msg): void {
    const [number, place] = message.subject.slice(this.inbox.length + 1).split('.');
    const batch = this.batches.get(Number(number));
    if (batch) this.settle(batch, Number(place), outcomeIn(message, batch.messages[Number(place)]?.subject));
  }

  private settle(batch: Batch, place: number, outcome: Outcome): void {
    if (batch.outcomes[place] !== undefined) return;
    batch.outcomes[place] = outcome;
    batch.left -= 1;
    if (batch.left === 0) this.end(batch);
  }

  private fail(batch: Batch, reason: Error): void {
    for (const place of batch.messages.keys()) this.settle(batch, place, reason);
  }

  private end(batch: Batch): void {
    clearTimeout(batch.timer);
    this.batches.delete(batch.number);
    batch.resolve(
      batch.outcomes.map((outcome) =>
        outcome ? { status: 'rejected', reason: outcome } : { status: 'fulfilled', value: undefined },
      ),
    );
  }

  /** What was asked before the connection was lost is not answered on the next. */
  private async failWhenCutOff(): Promise<void> {
    for await (const { type } of this.connection.status()) {
      if (type !== 'disconnect') continue;
      for (const batch of this.batches.values()) this.fail(batch, new Error('the connection to NATS was lost'));
    }
  }
}

const noResponders = 503;

function outcomeIn(message: Msg, subject = ''): Outcome {
  if (message.data.length === 0 && message.headers?.code === noResponders) {
    return new Error(`no stream takes ${subject}`);
  }
  const answer = parsed(message.string());
  if (typeof answer !== 'object' || answer === null) return new Error('JetStream has answered something unreadable');
  if ('error' in answer) return apiError(answer.error);
  return 'stream' in answer && answer.stream !== '' ? null : new Error('JetStream has named no stream');
}

function apiError(error: unknown): Error {
  const {
    code = 0,
    err_code = 0,
    description = '',
  }: Record<string, unknown> = typeof error === 'object' && error !== null ? { ...error } : {};
  return new JetStreamApiError({ code: Number(code), err_code: Number(err_code), description: String(description) });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
