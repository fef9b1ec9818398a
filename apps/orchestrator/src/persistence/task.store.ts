import type { Sql } from '@drydock/messaging';
import type { Database } from '@drydock/service';
import { In, Raw } from 'typeorm';
import type { PlannedWalk } from '../domain/plan.js';
import { rolloutOf, type TaskOptions } from '../domain/rollout.js';
import type { Waiting } from '../domain/waiting.js';
import { heldBy, inMaintenance, mayBegin } from '../engine/expressions.js';
import { derivedId } from '../engine/world.js';
import { StepRow, TaskRow, WalkRow } from './entities.js';
import type { TaskKind } from '../workflows/workflow.js';
import { holdingKinds } from '../workflows/workflows.js';

export interface NewTask {
  readonly id: string;
  readonly kind: TaskKind;
  readonly designId: string;
  readonly designRef: string;
  readonly nodeFilter: unknown;
  readonly options: TaskOptions;
  readonly by: string;
  readonly plan: readonly PlannedWalk[];
}

/** Tasks as rows: made with all their walks and steps, and read. What moves them is the engine's. */
export class TaskRows {
  constructor(private readonly database: Database) {}

  /** Writes a task and its plan. False when the id was used before. */
  async create(transaction: Sql, task: NewTask): Promise<boolean> {
    const rollout = rolloutOf(task.options, task.plan.filter(({ node }) => node !== null).length);
    const { rowCount } = await transaction.query({
      text: `insert into task (id, kind, design_id, design_ref, node_filter, options, state, created_by,
                               max_parallel, per_rack, canary, stop_after, priority, start_at)
             values ($1, $2, $3, $4, $5, $6, 'queued', $7, $8, $9, $10, $11, $12, $13) on conflict (id) do nothing`,
      values: [
        task.id,
        task.kind,
        task.designId,
        task.designRef,
        JSON.stringify(task.nodeFilter ?? null),
        task.options,
        task.by,
        rollout.maxParallel,
        rollout.perRack,
        rollout.canary,
        rollout.stopAfter,
        rollout.priority,
        rollout.startAt,
      ],
    });
    if (rowCount === 0) return false;
    const walks = task.plan.map((walk) => ({ id: derivedId(task.id, walk.node ?? ''), ...walk }));
    await transaction.query({
      text: `insert into walk (id, task_id, node, rack, state)
             select id, $1, node, rack, 'queued' from unnest($2::uuid[], $3::text[], $4::text[]) as n (id, node, rack)`,
      values: [task.id, walks.map(({ id }) => id), walks.map(({ node }) => node), walks.map(({ rack }) => rack)],
    });
    const steps = walks.flatMap(({ id: walkId, node, steps: planned }) =>
      planned.map((step) => ({ walkId, node, step })),
    );
    await transaction.query({
      text: `insert into step (id, walk_id, task_id, node, position, name, item, service, action, state)
             select id, walk_id, $1, node, position, name, item, service, action, 'pending'
             from unnest($2::uuid[], $3::uuid[], $4::text[], $5::integer[], $6::text[], $7::text[], $8::text[], $9::text[])
               as n (id, walk_id, node, position, name, item, service, action)`,
      values: [
        task.id,
        steps.map(({ walkId, step }) => derivedId(walkId, String(step.position))),
        steps.map(({ walkId }) => walkId),
        steps.map(({ node }) => node),
        steps.map(({ step }) => step.position),
        steps.map(({ step }) => step.name),
        steps.map(({ step }) => step.item),
        steps.map(({ step }) => step.service),
        steps.map(({ step }) => step.action),
      ],
    });
    return true;
  }

  find(id: string): Promise<TaskRow | null> {
    return this.database.dataSource.getRepository(TaskRow).findOneBy({ id });
  }

  /** Newest first; the page after the task with the id `cursor`. */
  async list({ limit, cursor }: { limit: number; cursor?: string }): Promise<TaskRow[]> {
    const query = this.database.dataSource.getRepository(TaskRow).createQueryBuilder('t');
    if (cursor !== undefined) {
      query.where('(t.created_at, t.id) < (select c.created_at, c.id from task c where c.id = :cursor)', { cursor });
    }
    return query.orderBy('t.created_at', 'DESC').addOrderBy('t.id', 'DESC').limit(limit).getMany();
  }

  walks(taskIds: readonly string[]): Promise<WalkRow[]> {
    return this.database.dataSource
      .getRepository(WalkRow)
      .find({ where: { taskId: In([...taskIds]) }, order: { node: { direction: 'ASC', nulls: 'FIRST' } } });
  }

  steps(taskId: string): Promise<StepRow[]> {
    return this.database.dataSource.getRepository(StepRow).find({
      where: { walkId: walksOf([taskId]) },
      order: { node: { direction: 'ASC', nulls: 'FIRST' }, position: 'ASC' },
    });
  }

  failedSteps(taskIds: readonly string[]): Promise<StepRow[]> {
    return this.database.dataSource
      .getRepository(StepRow)
      .find({ where: { walkId: walksOf(taskIds), outcome: 'failure' }, order: { endedAt: 'ASC' } });
  }

  /**
   * What others keep the walks of these tasks waiting for, by the id of the walk: people who work on its node, who holds it, the task that
   * comes first there. A walk that nobody else keeps is not in it, nor is one whose task has not come to its time.
   */
  async waitedFor(taskIds: readonly string[]): Promise<Map<string, Waiting>> {
    const rows: (Waiting & { walk: string })[] = await this.database.dataSource.query(
      `select w.id as walk, waiting.*
       from task t join walk w on w.task_id = t.id
       cross join lateral (
         select null::uuid as "taskId", ${inMaintenance('m')} as reason, m.since
         from node_mark m where m.node = w.node and m.kind = 'maintenance' and w.state = 'running'
         union all
         select h.task_id, h.reason, h.since from hold h
         where h.node = ${heldBy('w')} and w.state = 'queued' and t.kind = any($2::text[])
         union all
         (select b.id, 'a task that comes first waits for it too', b.created_at
          from task b join walk o on o.task_id = b.id and o.state = 'queued' and ${heldBy('o')} = ${heldBy('w')}
          where ${mayBegin('b')} and b.kind = any($2::text[]) and t.kind = any($2::text[]) and w.state = 'queued'
            and (-b.priority, b.created_at, b.id) < (-t.priority, t.created_at, t.id)
          order by -b.priority, b.created_at, b.id limit 1)
         limit 1) waiting
       where t.id = any($1::uuid[]) and ${mayBegin('t')} and w.state in ('queued','running')`,
      [taskIds, holdingKinds],
    );
    return new Map(rows.map(({ walk, ...waiting }) => [walk, waiting]));
  }

  /** The newest good result of an action for each node. */
  async latestResults(action: string): Promise<Map<string, Record<string, unknown>>> {
    const rows: { node: string; result: Record<string, unknown> }[] = await this.database.dataSource.query(
      `select distinct on (node) node, result from step
       where action = $1 and outcome = 'success' and node is not null and result is not null order by node, ended_at desc`,
      [action],
    );
    return new Map(rows.map(({ node, result }) => [node, result]));
  }
}

/** Steps have no index of their own for their task. */
const walksOf = (taskIds: readonly string[]) =>
  Raw((column) => `${column} in (select w.id from walk w where w.task_id = any(:taskIds))`, { taskIds });
