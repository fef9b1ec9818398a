import type { StoredEvent } from '../../engine/event.store.js';

export interface EventAnswer {
  readonly id: string;
  readonly kind: StoredEvent['kind'];
  readonly task: string | null;
  readonly node: string | null;
  readonly at: string;
  readonly body: Record<string, unknown>;
}

export const eventAnswer = ({ id, kind, taskId, node, at, body }: StoredEvent): EventAnswer => ({
  id,
  kind,
  task: taskId,
  node,
  at: at.toISOString(),
  body,
});
