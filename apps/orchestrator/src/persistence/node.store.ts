import type { Failure } from '@drydock/contracts';
import type { Sql } from '@drydock/messaging';
import type { Database } from '@drydock/service';
import type { WalkOutcome } from '../domain/walk.js';

/** What an operator can say of a node: nothing on it may be lost; people work on it. */
export type NodeMarkKind = 'protected' | 'maintenance';

/** What was said of a node, by whom. */
export interface NodeMark {
  readonly reason: string | null;
  readonly by: string;
  /** ISO 8601. */
  readonly since: string;
}

/** How a node stands: its last walk, who holds it, and what was said of it. */
export interface NodeStanding {
  readonly node: string;
  readonly taskId: string | null;
  readonly kind: string | null;
  readonly state: 'queued' | 'running' | 'undoing' | 'ended' | null;
  readonly outcome: WalkOutcome | null;
  readonly failure: Failure | null;
  readonly heldBy: string | null;
  readonly heldFor: string | null;
  readonly heldSince: Date | null;
  readonly protected: NodeMark | null;
  readonly maintenance: NodeMark | null;
}

/** Nodes as operators ask for them: by what was done to them last; and what operators say of them. */
export class NodeStore {
  constructor(private readonly database: Database) {}

  async standings(names: readonly string[]): Promise<Map<string, NodeStanding>> {
    const rows: NodeStanding[] = await this.database.dataSource.query(
      `select n.node, w.task_id as "taskId", t.kind, w.state, w.outcome, w.failure,
              h.task_id as "heldBy", h.reason as "heldFor", h.since as "heldSince",
              ${markOf('p')} as protected, ${markOf('m')} as maintenance
       from unnest($1::text[]) as n (node)
       left join lateral (
         select * from walk where walk.node = n.node order by (state = 'ended'), started_at desc nulls last limit 1) w on true
       left join task t on t.id = w.task_id
       left join hold h on h.node = n.node
       left join node_mark p on p.node = n.node and p.kind = 'protected'
       left join node_mark m on m.node = n.node and m.kind = 'maintenance'`,
      [names],
    );
    return new Map(rows.map((row) => [row.node, row]));
  }

  /** Those of the nodes that are protected, with the reasons that were given. */
  async protectedAmong(names: readonly string[]): Promise<{ node: string; reason: string | null }[]> {
    return this.database.dataSource.query(
      `select node, reason from node_mark where kind = 'protected' and node = any($1::text[]) order by node`,
      [names],
    );
  }

  async mark(
    sql: Sql,
    node: string,
    { kind, reason, by }: { kind: NodeMarkKind } & Pick<NodeMark, 'reason' | 'by'>,
  ): Promise<void> {
    await sql.query({
      text: `insert into node_mark (node, kind, reason, marked_by) values ($1, $2, $3, $4)
             on conflict (node, kind) do update set reason = excluded.reason, marked_by = excluded.marked_by, since = now()`,
      values: [node, kind, reason, by],
    });
  }

  /** False when that was not said of it. */
  async unmark(sql: Sql, node: string, kind: NodeMarkKind): Promise<boolean> {
    const { rowCount } = await sql.query({
      text: `delete from node_mark where node = $1 and kind = $2`,
      values: [node, kind],
    });
    return rowCount === 1;
  }

  /** Holds a node for no task. False when it is held. */
  async hold(sql: Sql, node: string, reason: string): Promise<boolean> {
    const { rowCount } = await sql.query({
      text: `insert into hold (node, reason) values ($1, $2) on conflict do nothing`,
      values: [node, reason],
    });
    return rowCount === 1;
  }

  /** Lets go of a node whose walk is over. Answers whose it still is, while a walk works on it. */
  async release(sql: Sql, node: string): Promise<'no longer' | 'by nobody' | { readonly task: string }> {
    const { rows } = await sql.query<{ task: string; works: boolean }>({
      text: `select h.task_id as task, exists (select from walk w where w.id = h.walk_id and w.state <> 'ended') as works
             from hold h where h.node = $1 for update`,
      values: [node],
    });
    const [hold] = rows;
    if (!hold) return 'by nobody';
    if (hold.works) return { task: hold.task };
    await sql.query({ text: 'delete from hold where node = $1', values: [node] });
    return 'no longer';
  }
}

/** A row as JSON, null where there is none. */
const markOf = (mark: string): string =>
  `case when ${mark}.node is not null then json_build_object('reason', ${mark}.reason, 'by', ${mark}.marked_by, 'since', to_char(${mark}.since at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) end`;
