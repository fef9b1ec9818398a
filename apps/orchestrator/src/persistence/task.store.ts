import type { Sql } from '@drydock/messaging';
import type { Database } from '@drydock/service';
import { In, Raw } from 'typeorm';
import type { PlannedWalk } from '../domain/plan.js';
import { heldBy } from '../engine/task.store.js';
import { derivedId } from '../engine/world.js';
import { type HoldRow, StepRow, TaskRow, WalkRow, type StoredTaskOptions } from './entities.js';
import type { TaskKind } from '../workflows/workflow.js';

export interface NewTask {
  readonly id: string;
  readonly kind: TaskKind;
  readonly designId: string;
  readonly designRef: string;
  readonly nodeFilter: unknown;
  readonly options: StoredTaskOptions;
  readonly by: string;
  readonly plan: readonly PlannedWalk[];
}

/** Tasks as rows: made with all their walks and steps, and read. What moves them is the engine's. */
export class TaskRows {
  constructor(private readonly database: Database) {}

  /** Writes a task and its plan. False when the id was used before. */
  async create(transaction: Sql, task: NewTask): Promise<boolean> {
    const { rowCount } = await transaction.query({
      text: `insert into task (id, kind, design_id, design_ref, node_filter, options, state, created_by)
             values ($1, $2, $3, $4, $5, $6, 'queued', $7) on conflict (id) do nothing`,
      values: [
        task.id,
        task.kind,
        task.designId,
        task.designRef,
        JSON.stringify(task.nodeFilter ?? null),
        task.options,
        task.by,
      ],
    });
    if (rowCount === 0) return false;
    const walks = task.plan.map(({ node, steps }) => ({ id: derivedId(task.id, node ?? ''), node, steps }));
    await transaction.query({
      text: `insert into walk (id, task_id, node, state) select id, $1, node, 'queued' from unnest($2::uuid[], $3::text[]) as n (id, node)`,
      values: [task.id, walks.map(({ id }) => id), walks.map(({ node }) => node)],
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

  /** Behind whom the walks of these tasks wait, by the id of the walk. A walk that waits for nobody is not in it. */
  async waitedFor(taskIds: readonly string[]): Promise<Map<string, HoldRow>> {
    const rows: (HoldRow & { waiting: string })[] = await this.database.dataSource.query(
      `select w.id as waiting, h.node, h.task_id as "taskId", h.walk_id as "walkId", h.reason, h.since
       from walk w join task t on t.id = w.task_id join hold h on h.node = ${heldBy('w')}
       where w.task_id = any($1::uuid[]) and w.state = 'queued' and t.state in ('queued','running')`,
      [taskIds],
    );
    return new Map(rows.map(({ waiting, ...hold }) => [waiting, hold]));
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
