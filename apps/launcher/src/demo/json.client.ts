import { setTimeout as pause } from 'node:timers/promises';
import { listIn, objectIn, textIn } from './json.js';

/** An answer that is neither 2xx nor worth another try. */
export class AnswerError extends Error {
  override readonly name = 'AnswerError';
}

/** How long a service may be away (it is started again) before we give up. */
const patienceMs = 60_000;

/** The JSON API of one service, asked again while the service is away. */
export class JsonClient {
  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  get(path: string, signal: AbortSignal): Promise<unknown> {
    return this.ask(path, { method: 'GET', signal });
  }

  /** The body is JSON, or a text of the type that is named. `also` lists statuses that are answers too. */
  post(path: string, { body, type = 'application/json', also = [], signal }: PostOptions): Promise<unknown> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return this.ask(path, { method: 'POST', body: text, headers: { 'content-type': type }, signal }, also);
  }

  /** An open stream of Server-Sent Events, from after `lastEventId` on. */
  async stream(path: string, lastEventId: string | null, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const headers = {
      ...this.authorization(),
      accept: 'text/event-stream',
      ...(lastEventId === null ? {} : { 'last-event-id': lastEventId }),
    };
    const answer = await fetch(`${this.url}${path}`, { headers, signal });
    if (answer.ok && answer.body) return answer.body;
    throw new AnswerError(`GET ${path} → ${answer.status}`);
  }

  private async ask(path: string, request: RequestInit, also: readonly number[] = []): Promise<unknown> {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      const answer = await this.once(path, request);
      const isAnswer = answer.status > 0 && (answer.status < 500 || also.includes(answer.status));
      if (isAnswer || performance.now() > deadline) {
        if ((answer.status >= 200 && answer.status < 300) || also.includes(answer.status)) return answer.body;
        throw new AnswerError(`${request.method} ${path} → ${answer.status || 'no answer'}: ${explain(answer.body)}`);
      }
      await pause(300, undefined, { signal: request.signal ?? undefined });
    }
  }

  /** Status 0: no answer at all. */
  private async once(path: string, request: RequestInit): Promise<{ status: number; body: unknown }> {
    try {
      const headers = { ...this.authorization(), ...request.headers };
      const signal = AbortSignal.any([...(request.signal ? [request.signal] : []), AbortSignal.timeout(40_000)]);
      const answer = await fetch(`${this.url}${path}`, { ...request, headers, signal });
      const text = await answer.text();
      return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
    } catch (error) {
      request.signal?.throwIfAborted();
      return { status: 0, body: { detail: error instanceof Error ? error.message : String(error) } };
    }
  }

  private authorization(): Record<string, string> {
    return { authorization: `Bearer ${this.token}`, accept: 'application/json' };
  }
}

interface PostOptions {
  readonly body: unknown;
  readonly type?: string;
  readonly also?: readonly number[];
  readonly signal: AbortSignal;
}

/** A problem document in one line. */
function explain(body: unknown): string {
  const { detail, title, errors } = objectIn(body);
  const wrong = listIn(errors).map(
    (error) => `${textIn(objectIn(error)['path'])} ${textIn(objectIn(error)['message'])}`,
  );
  return [textIn(detail) ?? textIn(title) ?? 'no reason given', ...wrong].join('; ');
}
