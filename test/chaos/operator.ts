import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { StepAnswer, TaskAnswer } from '../../apps/orchestrator/src/rest/v2/task-answers.js';

const patienceMs = 120_000;
const answerWithinMs = 10_000;
const lookEveryMs = 500;

export interface Order {
  readonly kind: string;
  readonly nodes?: object;
  readonly redeploy?: boolean;
  readonly confirmNodes?: number;
}

/** Asks the orchestrator as an operator does: where one replica does not answer, the other is asked. */
export class Operator {
  #designId = '';

  constructor(
    private readonly urls: readonly string[],
    private readonly token: string,
  ) {}

  async submit(yaml: string): Promise<void> {
    const design = await this.#ask<{ id: string | null; findings: unknown }>('POST', '/api/v2/designs', yaml);
    if (design.id === null) throw new Error(`The design is refused: ${JSON.stringify(design.findings)}`);
    this.#designId = design.id;
  }

  /** The id makes it one task, however often it is asked for. */
  async order(order: Order): Promise<TaskAnswer> {
    const body = { id: randomUUID(), design: this.#designId, nodes: { all: true }, ...order };
    return this.#ask<TaskAnswer>('POST', '/api/v2/tasks', body);
  }

  task(id: string): Promise<TaskAnswer> {
    return this.#ask<TaskAnswer>('GET', `/api/v2/tasks/${id}`);
  }

  async steps(id: string): Promise<readonly StepAnswer[]> {
    const { items } = await this.#ask<{ items: StepAnswer[] }>('GET', `/api/v2/tasks/${id}/steps`);
    return items;
  }

  cancel(id: string): Promise<TaskAnswer> {
    return this.#ask<TaskAnswer>('POST', `/api/v2/tasks/${id}/cancel`, { reason: 'changed my mind' });
  }

  /** The task once it has ended; an error that says what it waits for when it has not in time. */
  async ended(id: string, withinMs: number): Promise<TaskAnswer> {
    for (const until = performance.now() + withinMs; performance.now() < until; await pause(lookEveryMs)) {
      const task = await this.task(id);
      if (task.state === 'ended') return task;
    }
    const open = (await this.steps(id)).filter(({ state }) => state === 'sent').map(said);
    throw new Error(`The task has not ended within ${withinMs / 1_000} s. It waits for:\n${open.join('\n')}`);
  }

  async #ask<T>(method: string, path: string, body?: object | string): Promise<T> {
    const until = performance.now() + patienceMs;
    for (let turn = 0; ; turn += 1) {
      const { status, text } = await this.#once(`${this.urls[turn % this.urls.length]}${path}`, method, body);
      if (status >= 200 && status < 300) return parsed<T>(text);
      const isFinal = status >= 400 && status < 500;
      if (isFinal || performance.now() > until) throw new Error(`${method} ${path} → ${status}: ${text}`);
      await pause(200);
    }
  }

  /** Status 0: no answer. */
  async #once(url: string, method: string, body?: object | string): Promise<{ status: number; text: string }> {
    try {
      const answer = await fetch(url, {
        method,
        headers: {
          authorization: `Bearer ${this.token}`,
          'content-type': typeof body === 'string' ? 'application/yaml' : 'application/json',
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        signal: AbortSignal.timeout(answerWithinMs),
      });
      return { status: answer.status, text: await answer.text() };
    } catch (error) {
      return { status: 0, text: error instanceof Error ? error.message : String(error) };
    }
  }
}

const parsed = <T>(text: string): T => JSON.parse(text);

const said = ({ node, name, action, actionId, progress }: StepAnswer): string =>
  `${node ?? 'the site'}: ${name} (${action} ${actionId}) ${progress?.message ?? ''}`;
