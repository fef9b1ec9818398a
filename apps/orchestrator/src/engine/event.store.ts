import { fromJsonLines, jsonLines, type Sql } from '@drydock/messaging';
import type { Pool } from 'pg';

/** Something that happened, for everybody who looks on. */
export interface NewEvent {
  readonly taskId: string | null;
  readonly node: string | null;
  readonly kind: 'task-changed' | 'node-changed' | 'node-marked' | 'step-changed' | 'step-progressed';
  readonly body: Record<string, unknown>;
}

export interface StoredEvent extends NewEvent {
  readonly id: string;
  readonly at: Date;
}

const appendLock = 7_236_002;

/** As many ids has each row, for as many events; by as many its sequence grows. */
const idsOfRow = 64;

/**
 * The log of events: its ids grow in the order in which they can be seen, so that a reader never misses one. Events of the same task
 * and node that follow each other are one row.
 */
export class EventStore {
  constructor(private readonly pool: Pool) {}

  /** Must come last in a transaction: from here to its end, other writers of events wait. */
  async append(transaction: Sql, events: readonly NewEvent[]): Promise<void> {
    if (events.length === 0) return;
    const rows = rowsOf(events);
    await transaction.query({ name: 'event-lock', text: 'select pg_advisory_xact_lock($1)', values: [appendLock] });
    await transaction.query({
      name: 'event-append',
      text: `insert into event (task_id, node, told)
             select task_id, node, told from unnest($1::uuid[], $2::text[], ${fromJsonLines('$3', 'json')})
               with ordinality as n (task_id, node, told, place) order by place`,
      values: [rows.map(({ taskId }) => taskId), rows.map(({ node }) => node), jsonLines(rows.map(({ told }) => told))],
    });
  }

  /** The next ones after an id, of one task or node if asked for. */
  async after(id: string, only: { task?: string; node?: string }, limit = 500): Promise<StoredEvent[]> {
    const { rows } = await this.pool.query<StoredEvent>({
      text: `with next as (
               select * from event
               where id > $1::bigint - ${idsOfRow} and id + json_array_length(told) - 1 > $1::bigint
                 and ($2::uuid is null or task_id = $2) and ($3::text is null or node = $3)
               order by id limit $4)
             select n.id + one.place - 1 as id, n.task_id as "taskId", n.node, one.event->>'kind' as kind, one.event->'body' as body, n.at
             from next n cross join json_array_elements(n.told) with ordinality as one (event, place)
             where n.id + one.place - 1 > $1::bigint order by id limit $4`,
      values: [id, only.task ?? null, only.node ?? null, limit],
    });
    return rows;
  }

  /** Where the log ends now. */
  async latest(): Promise<string> {
    const { rows } = await this.pool.query<{ id: string }>(
      'select id + json_array_length(told) - 1 as id from event order by id desc limit 1',
    );
    return rows[0]?.id ?? '0';
  }
}

interface EventRow extends Pick<NewEvent, 'taskId' | 'node'> {
  readonly told: Pick<NewEvent, 'kind' | 'body'>[];
}

function rowsOf(events: readonly NewEvent[]): EventRow[] {
  const rows: EventRow[] = [];
  for (const { taskId, node, kind, body } of events) {
    const last = rows.at(-1);
    const joins = last?.taskId === taskId && last.node === node && last.told.length < idsOfRow;
    if (joins) last.told.push({ kind, body });
    else rows.push({ taskId, node, told: [{ kind, body }] });
  }
  return rows;
}
