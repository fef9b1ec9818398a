import { createTestDatabase, type TestDatabase } from '@drydock/local-servers/testing';
import { inTransaction } from '@drydock/messaging';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { RolloutStore } from '../engine/rollout.store.js';
import { TaskStore, type StartedWalks } from '../engine/task.store.js';
import { migrations } from '../persistence/migrations.js';
import { DataSource } from 'typeorm';

/** Of a task in this stand, so many walks may be under way. */
export const walksAtOnce = 3;

/** Tasks with walks and no steps, and the statements that start them. `deploy_nodes` holds its nodes, `verify_nodes` does not. */
export class TaskStand {
  readonly tasks = new TaskStore(['deploy_nodes'], walksAtOnce);
  private readonly rollouts = new RolloutStore();

  private constructor(
    private readonly database: TestDatabase,
    readonly pool: pg.Pool,
  ) {}

  static async open(): Promise<TaskStand> {
    const database = await createTestDatabase();
    const dataSource = await new DataSource({ type: 'postgres', url: database.url, migrations }).initialize();
    await dataSource.runMigrations();
    await dataSource.destroy();
    return new TaskStand(database, new pg.Pool({ connectionString: database.url }));
  }

  async close(): Promise<void> {
    await this.pool.end();
    await this.database.drop();
  }

  async clear(): Promise<void> {
    await this.pool.query('truncate design, task, walk, step, hold, node_mark cascade');
  }

  /** A task with a waiting walk for each of the nodes, of which null is the site; a minute younger than the one before. */
  async taskOn(kind: string, nodes: readonly (string | null)[], minute: number): Promise<string> {
    const id = randomUUID();
    const design = randomUUID();
    await this.pool.query(
      `insert into design (id, digest, status, documents, findings, site, racks, switches, node_count, created_by)
       values ($1, 'spec', 'valid', '[]', '[]', '{}', '{}', '{}', 0, 'spec')`,
      [design],
    );
    await this.pool.query(
      `insert into task (id, kind, design_id, design_ref, options, state, created_by, created_at)
       values ($1, $2, $3, 'spec', '{}', 'queued', 'spec', now() + make_interval(mins => $4))`,
      [id, kind, design, minute],
    );
    await this.pool.query(
      `insert into walk (id, task_id, node, state) select gen_random_uuid(), $1, node, 'queued' from unnest($2::text[]) as n (node)`,
      [id, nodes],
    );
    return id;
  }

  start(limit = 100): Promise<StartedWalks> {
    return inTransaction(this.pool, async (transaction) =>
      this.tasks.startWalks(transaction, limit, await this.rollouts.lockTasks(transaction)),
    );
  }

  async running(task: string): Promise<(string | null)[]> {
    const { rows } = await this.pool.query<{ node: string | null }>(
      `select node from walk where task_id = $1 and state = 'running' order by node`,
      [task],
    );
    return rows.map(({ node }) => node);
  }
}
