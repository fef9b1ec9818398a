import type { Sql } from '@drydock/messaging';
import { endUnbegun, heldBy, mayBegin, provenBy } from './expressions.js';

/** A task that begins nothing more, because too much of it failed. */
export interface StoppedTask {
  readonly id: string;
  readonly reason: string;
}

/** A walk that was not begun. */
export interface WalkLeftOut {
  readonly taskId: string;
  readonly node: string;
  readonly reason: string;
}

/** The statements of the engine on nodes that a task does not go on to. All may be repeated: a second time they find nothing to do. */
export class RolloutStore {
  /**
   * Tasks that have as many failed nodes as they were to stop at, or a failed canary: what was not begun ends. Locks the tasks that have
   * any bound of their own: what is counted for it afterwards, within the transaction, is not changed by another replica.
   */
  async stopFailing(sql: Sql): Promise<StoppedTask[]> {
    const { rows } = await sql.query<StoppedTask>({
      name: 'engine-stop-failing',
      text: `
        with bounded as materialized (
          select t.id, t.stop_reason, case
            when failed.count >= t.stop_after then format('%s of its nodes failed: the task goes no further', failed.count)
            when failed.count > 0 and proven.count < t.canary then format('the canary %s failed: the task goes no further', failed.first)
          end as reason
          from task t
          cross join lateral (
            select count(*)::integer, min(f.node) as first from walk f where f.task_id = t.id and f.outcome = 'failure' and f.node is not null) failed
          left join lateral ${provenBy('t')} proven on t.canary is not null
          where t.state <> 'ended' and num_nonnulls(t.max_parallel, t.per_rack, t.canary, t.stop_after) > 0
          order by t.id for no key update of t),
        stopped as (
          update task t set stop_reason = b.reason from bounded b
          where t.id = b.id and b.reason is not null and b.stop_reason is null returning t.id, b.reason),
        ${endUnbegun(`select w.id, s.reason from stopped s join walk w on w.task_id = s.id and w.state = 'queued'`)}
        select id, reason from stopped`,
    });
    return rows;
  }

  /** Walks whose turn it could be, at nodes in maintenance. */
  async leaveOut(sql: Sql): Promise<WalkLeftOut[]> {
    const { rows } = await sql.query<WalkLeftOut>({
      name: 'engine-leave-out',
      text: `
        with ${endUnbegun(`
          select w.id, concat_ws(': ', 'it is in maintenance', m.reason)
          from node_mark m cross join task t join walk w on w.task_id = t.id and w.state = 'queued' and ${heldBy('w')} = m.node
          where m.kind = 'maintenance' and ${mayBegin('t')}`)}
        select task_id as "taskId", node, reason from never`,
    });
    return rows;
  }
}
