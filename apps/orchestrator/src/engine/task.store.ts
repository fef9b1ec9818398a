import type { Sql } from '@drydock/messaging';
import type { TaskOutcome, TaskState } from '../domain/task-outcome.js';
import type { WalkOutcome } from '../domain/walk.js';
import { endUnbegun, heldBy, inMaintenance, isBounded, mayBegin, provenBy, whyNoFurther } from './expressions.js';
import type { UnbegunWalk } from './rollout.store.js';

/** A task whose walks have all ended. */
export interface FinishedTask {
  readonly id: string;
  readonly outcomes: WalkOutcome[];
}

/** What has become of walks that waited. */
export interface StartedWalks {
  /** Their ids; they are locked. */
  readonly started: readonly string[];
  /** Those at nodes in maintenance, which have ended. */
  readonly leftOut: readonly UnbegunWalk[];
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
   * whose task comes first. Of tasks of which something has to be counted for that, only of those that were locked. Walks at nodes in
   * maintenance end where they would have begun. The walks of a task are read in the order of an index, and no more of them than it
   * has room for, unless they have to be counted by rack. Ids are compared with arrays: the planner expects a row where hundreds come,
   * and would run through all of them for each.
   */
  async startWalks(sql: Sql, limit: number, lockedTasks: readonly string[]): Promise<StartedWalks> {
    const { rows } = await sql.query<{ id: string; leftOut: UnbegunWalk | null }>({
      name: 'engine-start-walks',
      text: `
        with open_task as materialized (
          select t.id, row_number() over (order by t.priority desc, t.created_at, t.id) as place,
                 t.kind = any($1::text[]) as holds, t.per_rack,
                 greatest(0, least($3, t.max_parallel, case when t.canary > proven.count then t.canary - proven.count end) - busy.count) as room
          from task t
          cross join lateral (select count(*) from walk w where w.task_id = t.id and w.state in ('running','undoing')) busy
          cross join lateral ${provenBy('t')} proven
          cross join lateral ${whyNoFurther('t')} stop
          where ${mayBegin('t')} and stop.reason is null
            and (t.id = any($4::uuid[]) or (t.state = 'running' and not ${isBounded('t')}))),
        first as (
          select waiting.id, t.id as task_id, waiting.node, t.holds
          from open_task t cross join lateral (
            select id, node from (
              select id, node, waits, row_number() over (partition by rack order by waits, node) as in_rack from (
                (select w.id, ${heldBy('w')} as node, w.rack, true as waits from walk w
                 where w.task_id = t.id and w.state = 'queued' and (not t.holds or (
                   not exists (select from hold h where h.node = ${heldBy('w')})
                   and not exists (
                     select from open_task before join walk o on o.task_id = before.id
                     where before.holds and before.place < t.place and o.state = 'queued' and ${heldBy('o')} = ${heldBy('w')})))
                 order by ${heldBy('w')} limit case when t.per_rack is null then t.room end)
                union all
                select id, null, rack, false from walk
                where t.per_rack is not null and task_id = t.id and state in ('running','undoing')) free_and_busy) counted
            where waits and (t.per_rack is null or in_rack <= t.per_rack)
            order by node limit t.room) waiting
          order by t.place, waiting.node limit $2),
        -- A cancel may have ended them since they were seen.
        queued as (
          select w.id from walk w where w.id = any(array(select id from first)) and w.state = 'queued' order by w.id for update of w),
        left_out as (
          select f.id, ${inMaintenance('m')} as reason
          from first f join node_mark m on m.node = f.node and m.kind = 'maintenance' where f.id = any(array(select id from queued))),
        beginning as (
          select * from first where id = any(array(select id from queued)) and id <> all(array(select id from left_out))),
        held as (
          insert into hold (node, task_id, walk_id, reason)
          select node, task_id, id, 'a task works on it' from beginning where holds order by node
          on conflict do nothing returning walk_id),
        started as (
          update walk set state = 'running', started_at = now()
          where state = 'queued' and id = any(array(select walk_id from held union all select id from beginning where not holds))
          returning id, task_id),
        begun as (update task set state = 'running' where state = 'queued' and id in (select task_id from started)),
        ${endUnbegun('select id, reason from left_out')}
        select id, null as "leftOut" from started union all select id, to_json(never) from never`,
      values: [this.holdingKinds, limit, this.walksAtOnce, lockedTasks],
    });
    return {
      started: rows.flatMap(({ id, leftOut }) => (leftOut === null ? [id] : [])),
      leftOut: rows.flatMap(({ leftOut }) => leftOut ?? []),
    };
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

  /** Lets a task begin nothing new, or go on. Answers the state that it is in then; null when it is not in the state for that. */
  async setPaused(sql: Sql, id: string, to: 'paused' | 'running'): Promise<TaskState | null> {
    const { rows } = await sql.query<{ state: TaskState }>({
      text: `update task set state = case
               when $2 = 'paused' or exists (select from walk w where w.task_id = $1 and w.state <> 'queued') then $2 else 'queued' end
             where id = $1 and state = any($3::text[]) returning state`,
      values: [id, to, to === 'paused' ? ['queued', 'running'] : ['paused']],
    });
    return rows[0]?.state ?? null;
  }

  /** The walks at a node that are under way. */
  async runningWalksAt(sql: Sql, node: string): Promise<string[]> {
    const { rows } = await sql.query<{ id: string }>({
      text: `select w.id from task t join walk w on w.task_id = t.id and w.state = 'running' and ${heldBy('w')} = $1 where t.state <> 'ended'`,
      values: [node],
    });
    return rows.map(({ id }) => id);
  }

  /** The walks of a task that are under way. */
  async runningWalks(sql: Sql, taskId: string): Promise<string[]> {
    const { rows } = await sql.query<{ id: string }>({
      text: `select id from walk where task_id = $1 and state = 'running'`,
      values: [taskId],
    });
    return rows.map(({ id }) => id);
  }

  /** Walks that are under way in tasks that go on, and wait for nobody: what was to move them was lost, and somebody has to. */
  async stalledWalks(sql: Sql): Promise<string[]> {
    const { rows } = await sql.query<{ id: string }>({
      name: 'engine-stalled',
      text: `select w.id from task t join walk w on w.task_id = t.id and w.state in ('running','undoing')
             where t.state in ('running','stopping') and w.id not in (select walk_id from awaited_action)
               and not exists (select from node_mark m where m.node = w.node and m.kind = 'maintenance')`,
    });
    return rows.map(({ id }) => id);
  }

  /** Marks a task as being cancelled and ends the walks that were not begun; answers those. null when it has ended. */
  async cancelTask(sql: Sql, id: string, reason: string): Promise<UnbegunWalk[] | null> {
    const { rowCount } = await sql.query({
      text: `update task set state = 'stopping', cancelled_at = coalesce(cancelled_at, now()),
                    stop_reason = case when state = 'stopping' then stop_reason else $2 end
             where id = $1 and state <> 'ended'`,
      values: [id, reason],
    });
    if (rowCount === 0) return null;
    const { rows } = await sql.query<UnbegunWalk>({
      text: `with queued as (select id from walk where task_id = $1 and state = 'queued' order by id for update),
             ${endUnbegun('select id, $2::text from queued')} select * from never`,
      values: [id, reason],
    });
    return rows;
  }
}
