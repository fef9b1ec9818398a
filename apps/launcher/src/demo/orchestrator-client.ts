import { setTimeout as pause } from 'node:timers/promises';
import { isObject, listIn, objectIn, textIn } from './json.js';

export interface Failure {
  readonly kind: string;
  readonly message: string;
  readonly advice: string | null;
}

export interface TaskNode {
  readonly name: string;
  readonly outcome: string | null;
  readonly failure: Failure | null;
}

export interface Task {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly outcome: string | null;
  readonly nodes: readonly TaskNode[];
}

export interface Step {
  /** Null for a step of the whole site. */
  readonly node: string | null;
  readonly name: string;
  readonly state: string;
  readonly outcome: string | null;
  readonly reason: string | null;
  readonly failure: Failure | null;
}

export interface StoredDesign {
  readonly id: string | null;
  readonly findings: readonly string[];
}

export interface NewTask {
  /** Sent again with the same id, it is the same task. */
  readonly id: string;
  readonly kind: string;
  readonly design: string;
  readonly nodes: { readonly all: true } | { readonly filter: { readonly names: readonly string[] } };
  readonly confirmNodes?: number;
}

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

/** The parts of the orchestrator's v2 API that the demo uses. */
export class OrchestratorClient {
  constructor(private readonly http: JsonClient) {}

  async storeDesign(yaml: string, signal: AbortSignal): Promise<StoredDesign> {
    const answer = objectIn(
      await this.http.post('/api/v2/designs', { body: yaml, type: 'application/yaml', also: [422], signal }),
    );
    return { id: textIn(answer['id']), findings: listIn(answer['findings']).map(findingText) };
  }

  async startTask(task: NewTask, signal: AbortSignal): Promise<Task> {
    return taskIn(await this.http.post('/api/v2/tasks', { body: task, signal }));
  }

  async task(id: string, signal: AbortSignal): Promise<Task> {
    return taskIn(await this.http.get(`/api/v2/tasks/${id}`, signal));
  }

  async steps(id: string, signal: AbortSignal): Promise<readonly Step[]> {
    const answer = await this.http.get(`/api/v2/tasks/${id}/steps`, signal);
    return listIn(Array.isArray(answer) ? answer : objectIn(answer)['items']).map(stepIn);
  }

  events(lastEventId: string | null, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    return this.http.stream('/api/v2/events', lastEventId, signal);
  }
}

function findingText(finding: unknown): string {
  const { rule, level, message, path, document } = objectIn(finding);
  const where = [textIn(objectIn(document)['name']), textIn(path)].filter(Boolean).join(' ');
  return `${textIn(level)} ${textIn(rule)}: ${textIn(message)}${where && ` (${where})`}`;
}

function failureIn(value: unknown): Failure | null {
  if (!isObject(value)) return null;
  return {
    kind: textIn(value['kind']) ?? 'internal',
    message: textIn(value['message']) ?? 'no reason given',
    advice: textIn(value['advice']),
  };
}

function taskIn(value: unknown): Task {
  const { id, kind, state, outcome, nodes } = objectIn(value);
  return {
    id: textIn(id) ?? '',
    kind: textIn(kind) ?? '',
    state: textIn(state) ?? '',
    outcome: textIn(outcome),
    nodes: listIn(nodes)
      .map(objectIn)
      .map((node) => ({
        name: textIn(node['name']) ?? '',
        outcome: textIn(node['outcome']),
        failure: failureIn(node['failure']),
      })),
  };
}

function stepIn(value: unknown): Step {
  const { node, name, state, outcome, reason, failure } = objectIn(value);
  return {
    node: textIn(node),
    name: textIn(name) ?? '',
    state: textIn(state) ?? '',
    outcome: textIn(outcome),
    reason: textIn(reason),
    failure: failureIn(failure),
  };
}
