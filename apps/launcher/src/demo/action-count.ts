import { actionNames, actionServices, type ActionService } from '@drydock/contracts';
import type { JsonClient } from './json.client.js';
import { listIn, objectIn, textIn } from './json.js';

export type ActionClients = Readonly<Record<ActionService, JsonClient>>;

export interface ActionCount {
  readonly asked: number;
  readonly answered: number;
}

/** The actions that no service has a record of: nobody has ever asked for them here. */
export async function neverAsked(clients: ActionClients, signal: AbortSignal): Promise<string[]> {
  const missing: string[] = [];
  for (const service of actionServices) {
    for (const name of actionNames(service)) {
      const page = objectIn(await clients[service].get(`/api/v1/actions?action=${name}&limit=1`, signal));
      if (listIn(page['items']).length === 0) missing.push(name);
    }
  }
  return missing;
}

/** How many actions these tasks asked for, and how many of them have ended. */
export async function countActions(
  clients: ActionClients,
  tasks: readonly string[],
  signal: AbortSignal,
): Promise<ActionCount> {
  let asked = 0;
  let answered = 0;
  for (const service of actionServices) {
    for (const task of tasks) {
      for await (const state of statesOf(clients[service], task, signal)) {
        asked += 1;
        if (['succeeded', 'failed', 'cancelled'].includes(state)) answered += 1;
      }
    }
  }
  return { asked, answered };
}

async function* statesOf(client: JsonClient, task: string, signal: AbortSignal): AsyncGenerator<string> {
  let cursor: string | null = '';
  while (cursor !== null) {
    const query: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page = objectIn(await client.get(`/api/v1/actions?task=${task}&limit=100${query}`, signal));
    for (const item of listIn(page['items'])) yield textIn(objectIn(item)['state']) ?? '';
    cursor = textIn(page['next']);
  }
}
