import type { Failure } from '@drydock/contracts';
import type { Database } from '@drydock/service';
import type { WalkOutcome } from '../domain/walk.js';

/** How a node stands: its last walk, and who holds it. */
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
}

/** Nodes as operators ask for them: by what was done to them last. */
export class NodeStore {
  constructor(private readonly database: Database) {}

  async standings(names: readonly string[]): Promise<Map<string, NodeStanding>> {
    const rows: NodeStanding[] = await this.database.dataSource.query(
      `select n.node, w.task_id as "taskId", t.kind, w.state, w.outcome, w.failure,
              h.task_id as "heldBy", h.reason as "heldFor", h.since as "heldSince"
       from unnest($1::text[]) as n (node)
       left join lateral (
         select * from walk where walk.node = n.node order by (state = 'ended'), started_at desc nulls last limit 1) w on true
       left join task t on t.id = w.task_id
       left join hold h on h.node = n.node`,
      [names],
    );
    return new Map(rows.map((row) => [row.node, row]));
  }

  /** Lets go of a node whose walk is over. False while a walk works on it, or when nobody holds it. */
  async release(name: string): Promise<boolean> {
    const [, released]: [unknown, number] = await this.database.dataSource.query(
      `delete from hold h where h.node = $1
         and not exists (select from walk w where w.id = h.walk_id and w.state <> 'ended')`,
      [name],
    );
    return released === 1;
  }
}
