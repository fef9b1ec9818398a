import type { Sql } from '@drydock/messaging';
import { endUnbegun, isBounded, mayBegin, whyNoFurther } from './expressions.js';

/** A walk that has ended without having begun. */
export interface UnbegunWalk {
  readonly taskId: string;
  readonly node: string | null;
  readonly reason: string;
}

/** A task that begins nothing more, because too much of it failed; with the walks that it would have begun. */
export interface StoppedTask {
  readonly id: string;
  readonly reason: string;
  readonly unbegun: readonly UnbegunWalk[];
}

/** The statements of the engine on how far tasks may go. */
export class RolloutStore {
  /**
   * Locks tasks that may begin walks, before any walk is: those of which something has to be counted first, so that no other replica
   * begins walks of them until this transaction is over, and those that have not begun, which are going to be changed.
   */
  async lockTasks(sql: Sql): Promise<string[]> {
    const { rows } = await sql.query<{ id: string }>({
      name: 'engine-lock-tasks',
      text: `select id from task t where ${mayBegin('t')} and (t.state = 'queued' or ${isBounded('t')}) order by id for no key update`,
    });
    return rows.map(({ id }) => id);
  }

  /** Of locked tasks, those that go no further from now on: what was not begun ends. */
  async stopFailing(sql: Sql, taskIds: readonly string[]): Promise<StoppedTask[]> {
    if (taskIds.length === 0) return [];
    const { rows } = await sql.query<StoppedTask>({
      name: 'engine-stop-failing',
      text: `
        with stopped as (
          update task t set stop_reason = f.reason
          from (select t.id, stop.reason from task t cross join lateral ${whyNoFurther('t')} stop where t.id = any($1::uuid[])) f
          where t.id = f.id and f.reason is not null
            and exists (select from walk w where w.task_id = t.id and w.state = 'queued') returning t.id, f.reason),
        ${endUnbegun(`select w.id, s.reason from stopped s join walk w on w.task_id = s.id and w.state = 'queued'`)}
        select s.id, s.reason, json_agg(n) as unbegun from stopped s join never n on n."taskId" = s.id group by s.id, s.reason`,
      values: [taskIds],
    });
    return rows;
  }
}
