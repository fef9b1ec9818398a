import type { Sql } from '@drydock/messaging';
import type { TaskOutcome } from '../domain/task-outcome.js';
import type { WalkOutcome } from '../domain/walk.js';

/** What the steps of a task do to a node or the site: nothing else may work on it meanwhile. */
export const siteHold = '(site)';

/** What a walk works on, as `hold` has it, and the index of the walks that are open: an expression of SQL. */
export const heldBy = (walk: string): string => `coalesce(${walk}.node, '${siteHold}')`;

/** A task whose walks have all ended. */
export interface FinishedTask {
  readonly id: string;
  readonly outcomes: WalkOutcome[];
}

/** The statements of the engine on tasks and holds. All may be repeated: a second time they find nothing to do. */
export class TaskStore {
  constructor(
    /** Kinds of task that hold what they work on. */
    private readonly holdingKinds: readonly string[],
    /** How many walks of one task may be under way at a time. */
    private readonly walksAtOnce: number,
  ) {}

  /**
   * Starts walks that wait, as long as their tasks have room: those that need no hold, and for each free node the one
   * whose task is oldest. Answers their ids; their nodes are held. The walks of a task are read in the order of an index, and no more of
   * them than it has room for. Ids are compared with arrays: the planner expects a row where hundreds come, and would run through all
   * of them for each.
   */
  async startWalks(sql: Sql, limit: number): Promise<string[]> {
    const { rows } = await sql.query<{ id: string }>({
      name: 'engine-start-walks',
      text: `
        with open_task as materialized (
          select t.id, t.created_at, t.kind = any($1::text[]) as holds,
                 $3 - (select count(*) from walk w where w.task_id = t.id and w.state in ('running','undoing')) as room
          from task t where t.state in ('queued','running')),
        first as (
          select waiting.id, t.id as task_id, waiting.node, t.holds
          from open_task t cross join lateral (
            select w.id, ${heldBy('w')} as node from walk w
            where w.task_id = t.id and w.state = 'queued' and (not t.holds or (
              not exists (select from hold h where h.node = ${heldBy('w')})
              and not exists (
                select from open_task older join walk o on o.task_id = older.id
                where older.holds and (older.created_at, older.id) < (t.created_at, t.id)
                  and o.state = 'queued' and ${heldBy('o')} = ${heldBy('w')})))
            order by ${heldBy('w')} limit greatest(t.room, 0)) waiting
          order by t.created_at, t.id, waiting.node limit $2),
        -- A cancel may have ended them since they were seen.
        queued as (
          select w.id from walk w where w.id = any(array(select id from first)) and w.state = 'queued' order by w.id for update of w),
        held as (
          insert into hold (node, task_id, walk_id, reason)
          select node, task_id, id, 'a task works on it' from first where holds and id = any(array(select id from queued)) order by node
          on conflict do nothing returning walk_id),
        started as (
          update walk set state = 'running', started_at = now()
          where state = 'queued' and id = any(array(
            select walk_id from held union all select id from first where not holds and id = any(array(select id from queued))))
          returning id, task_id),
        begun as (update task set state = 'running' where state = 'queued' and id in (select task_id from started))
        select id from started`,
      values: [this.holdingKinds, limit, this.walksAtOnce],
    });
    return rows.map(({ id }) => id);
  }

  /** Lets go of what ended walks held, unless somebody has to look at it first. */
  async releaseHolds(sql: Sql, walkIds: readonly string[]): Promise<void> {
    if (walkIds.length === 0) return;
    await sql.query({
      name: 'engine-release-holds',
      text: `with ended as (select id, held, reason, failure from walk where id = any($1::uuid[]) and state = 'ended'),
             kept as (
               update hold h set reason = coalesce(e.reason, e.failure->>'message', 'something was left unfinished')
               from ended e where h.walk_id = e.id and e.held)
             delete from hold h using ended e where h.walk_id = e.id and not e.held`,
      values: [walkIds],
    });
  }

  /** Locks open tasks whose walks have all ended. */
  async finishedTasks(sql: Sql): Promise<FinishedTask[]> {
    const { rows } = await sql.query<FinishedTask>({
      name: 'engine-finished-tasks',
      text: `select t.id, coalesce((select array_agg(w.outcome) from walk w where w.task_id = t.id), '{}') as outcomes
             from task t
             where t.state <> 'ended' and not exists (select from walk w where w.task_id = t.id and w.state <> 'ended')
             order by t.id for update of t skip locked`,
    });
    return rows;
  }

  async endTask(sql: Sql, id: string, outcome: TaskOutcome): Promise<void> {
    await sql.query({
      name: 'engine-end-task',
      text: `update task set state = 'ended', outcome = $2, ended_at = now() where id = $1 and state <> 'ended'`,
      values: [id, outcome],
    });
  }

  /** Lets a task begin nothing new, or go on. False when it is not in the state for that. */
  async setPaused(sql: Sql, id: string, to: 'paused' | 'running'): Promise<boolean> {
    const { rowCount } = await sql.query({
      text: `update task set state = $2 where id = $1 and state = any($3::text[])`,
      values: [id, to, to === 'paused' ? ['queued', 'running'] : ['paused']],
    });
    return rowCount === 1;
  }

  /** The walks of a task that are under way. */
  async runningWalks(sql: Sql, taskId: string): Promise<string[]> {
    const { rows } = await sql.query<{ id: string }>({
      text: `select id from walk where task_id = $1 and state = 'running'`,
      values: [taskId],
    });
    return rows.map(({ id }) => id);
  }

  /** Marks a task as being cancelled and ends the walks that were not begun. False when it has ended. */
  async cancelTask(sql: Sql, id: string, reason: string): Promise<boolean> {
    const { rowCount } = await sql.query({
      text: `update task set state = 'stopping', stop_reason = coalesce(stop_reason, $2) where id = $1 and state <> 'ended'`,
      values: [id, reason],
    });
    if (rowCount === 0) return false;
    await sql.query({
      text: `with never as (
               update walk set state = 'ended', outcome = 'cancelled', reason = $2, ended_at = now()
               where task_id = $1 and state = 'queued' returning id)
             update step set state = 'ended', outcome = 'skipped', reason = $2, ended_at = now()
             where walk_id in (select id from never)`,
      values: [id, reason],
    });
    return true;
  }
}
