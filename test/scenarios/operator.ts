import { expect } from 'vitest';
import { eventually, type Answer, type Drydock } from './drydock.js';

/** What an operator does with the orchestrator. */
export class Operator {
  /** `drydock` is asked for when it is needed: it is started in a hook. */
  constructor(private readonly drydock: () => Drydock) {}

  readonly ask = (method: string, path: string, body?: unknown): Promise<Answer> =>
    this.drydock().call('orchestrator', { method, path, body });

  /** Submits a design as soon as every service has announced itself. */
  readonly submit = (documents: object[]): Promise<string> =>
    eventually(async () => {
      const { status, body } = await this.ask('POST', '/api/v2/designs', documents);
      expect(status, JSON.stringify(body)).toBe(201);
      return String(body['id']);
    });

  readonly order = (kind: string, design: string, more: object = {}): Promise<Answer> =>
    this.ask('POST', '/api/v2/tasks', { kind, design, nodes: { all: true }, ...more });

  readonly look = async (task: Answer): Promise<Record<string, unknown>> => {
    expect(task.status, JSON.stringify(task.body)).toBe(201);
    return (await this.ask('GET', `/api/v2/tasks/${String(task.body['id'])}`)).body;
  };

  readonly ended = (task: Answer): Promise<Record<string, unknown>> =>
    eventually(async () => {
      const body = await this.look(task);
      expect(body['state']).toBe('ended');
      return body;
    }, 60_000);

  readonly stepsOf = async (task: Record<string, unknown>): Promise<Record<string, unknown>[]> => {
    const { body } = await this.ask('GET', `/api/v2/tasks/${String(task['id'])}/steps`);
    const items = body['items'];
    return Array.isArray(items) ? items : [];
  };
}
