import { isObject, listIn, objectIn, textIn, type Json } from './json.js';
import type { JsonClient } from './json.client.js';

/** The name that the steps of the whole site go under. */
export const siteName = 'site';

export interface Failure {
  readonly kind: string;
  readonly message: string;
  readonly advice: string | null;
}

/** How the steps of one node, or of the site as a whole, ended together. */
export interface Walk {
  readonly name: string;
  readonly outcome: string | null;
  /** Why there was less to do than planned. */
  readonly reason: string | null;
  readonly failure: Failure | null;
}

export interface Task {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly outcome: string | null;
  readonly nodes: readonly Walk[];
  /** Named "site"; null where the task has no steps on the site as a whole. */
  readonly site: Walk | null;
}

export interface Step {
  /** Null for a step of the whole site. */
  readonly node: string | null;
  readonly name: string;
  readonly outcome: string | null;
  readonly failure: Failure | null;
  /** What the service last said about it. */
  readonly progress: string | null;
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
  const { id, kind, state, outcome, nodes, site } = objectIn(value);
  return {
    id: textIn(id) ?? '',
    kind: textIn(kind) ?? '',
    state: textIn(state) ?? '',
    outcome: textIn(outcome),
    nodes: listIn(nodes)
      .map(objectIn)
      .map((node) => walkIn(textIn(node['name']) ?? '', node)),
    site: isObject(site) ? walkIn(siteName, site) : null,
  };
}

const walkIn = (name: string, { outcome, reason, failure }: Json): Walk => ({
  name,
  outcome: textIn(outcome),
  reason: textIn(reason),
  failure: failureIn(failure),
});

function stepIn(value: unknown): Step {
  const { node, name, item, outcome, failure, progress } = objectIn(value);
  return {
    node: textIn(node),
    name: [textIn(name), textIn(item)].filter(Boolean).join(' '),
    outcome: textIn(outcome),
    failure: failureIn(failure),
    progress: textIn(objectIn(progress)['message']),
  };
}
