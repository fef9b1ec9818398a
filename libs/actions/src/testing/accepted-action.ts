import { randomUUID } from 'node:crypto';
import type { AcceptedAction } from '../action.store.js';

interface Wanted {
  readonly part?: string | null;
  readonly deadline?: Date;
  readonly id?: string;
}

/** An action on its way to becoming a row, at a target of the scripted driver. */
export function acceptedAt(key: string, { part = null, deadline, id = randomUUID() }: Wanted = {}): AcceptedAction {
  const target = { type: 'scripted', address: key };
  const parameters = { port: 'Ethernet1' };
  const request = { id, action: 'InterrogatePort', target, parameters, deadline: deadline?.toISOString() };
  return { id, request, key, part, timeoutSeconds: 60, taskId: null, traceparent: null };
}
