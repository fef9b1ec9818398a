import { fromJsonLines, jsonLines, type Sql } from '@drydock/messaging';
import type { Pool } from 'pg';

/** Something that happened, for everybody who looks on. */
export interface NewEvent {
  readonly taskId: string | null;
  readonly node: string | null;
  readonly kind: 'task-changed' | 'node-changed' | 'step-changed' | 'step-progressed';
  readonly body: Record<string, unknown>;
}

export interface StoredEvent extends NewEvent {
  readonly id: string;
  readonly at: Date;
}

const appendLock = 7_236_002;

/** The log of events: its ids grow in the order in which they can be seen, so that a reader never misses one. */
export class EventStore {
  constructor(private readonly pool: Pool) {}

  /** Must come last in a transaction: from here to its end, other writers of events wait. */
  async append(transaction: Sql, events: readonly NewEvent[]): Promise<void> {
    if (events.length === 0) return;
    await transaction.query({ name: 'event-lock', text: 'select pg_advisory_xact_lock($1)', values: [appendLock] });
    await transaction.query({
      name: 'event-append',
      text: `insert into event (task_id, node, kind, body)
             select task_id, node, kind, body from unnest($1::uuid[], $2::text[], $3::text[], ${fromJsonLines('$4', 'jsonb')})
               with ordinality as n (task_id, node, kind, body, place) order by place`,
      values: [
        events.map(({ taskId }) => taskId),
        events.map(({ node }) => node),
        events.map(({ kind }) => kind),
        jsonLines(events.map(({ body }) => body)),
      ],
    });
  }

  /** The next ones after an id, of one task or node if asked for. */
  async after(id: string, only: { task?: string; node?: string }, limit = 500): Promise<StoredEvent[]> {
    const { rows } = await this.pool.query<StoredEvent>({
      text: `select id, task_id as "taskId", node, kind, body, at from event
             where id > $1 and ($2::uuid is null or task_id = $2) and ($3::text is null or node = $3) order by id limit $4`,
      values: [id, only.task ?? null, only.node ?? null, limit],
    });
    return rows;
  }

  /** Where the log ends now. */
  async latest(): Promise<string> {
    const { rows } = await this.pool.query<{ id: string }>('select coalesce(max(id), 0)::text as id from event');
    return rows[0]?.id ?? '0';
  }
}
