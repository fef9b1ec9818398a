import { createTestDatabase, type TestDatabase } from '@drydock/local-servers/testing';
import { inTransaction, messagingMigrations } from '@drydock/messaging';
import { Database, Log } from '@drydock/service';
import { randomUUID } from 'node:crypto';
import type { ActionEnd } from '../domain/walk.js';
import { planOf } from '../domain/plan.js';
import { optionsOf, type TaskOptions } from '../domain/rollout.js';
import { assembleEngine } from '../engine/assemble-engine.js';
import type { Engine } from '../engine/engine.js';
import { EventStore } from '../engine/event.store.js';
import { DesignRow, StepRow, TaskRow, WalkRow } from '../persistence/entities.js';
import { NodeStore, type NodeMarkKind } from '../persistence/node.store.js';
import { migrations } from '../persistence/migrations.js';
import { TaskRows } from '../persistence/task.store.js';
import type { TaskKind } from '../workflows/workflow.js';
import { workflowOf } from '../workflows/workflows.js';
import { sampleDesign } from './sample-design.js';
import { interrogated, succeeded, usual } from './walk-player.js';

const design = sampleDesign();

/** A node in a task, or the site. */
export interface At {
  readonly task: string;
  readonly node: string | null;
}

/** What services answer for any node: no BMC tells which it belongs to. */
const anyNode: typeof usual = { ...usual, InterrogateOob: { ...interrogated, interfaces: [], serialNumber: null } };

/** A walk that its task did not come to. */
export const unbegun = (reason: string) => ({ state: 'ended', outcome: 'cancelled', reason });

/** The engine at a real database, with nobody around it: what it sends stays in the outbox, what it hears is told here. */
export class EngineStand {
  private constructor(
    private readonly test: TestDatabase,
    readonly database: Database,
    private readonly designId: string,
  ) {}

  static async open(): Promise<EngineStand> {
    const test = await createTestDatabase();
    const database = await Database.open({
      url: test.url,
      name: 'spec',
      connections: 8,
      entities: [DesignRow, StepRow, TaskRow, WalkRow],
      migrations: [...messagingMigrations, ...migrations],
      onError: () => undefined,
    });
    return new EngineStand(test, database, await keepDesign(database));
  }

  async close(): Promise<void> {
    await this.database.close();
    await this.test.drop();
  }

  /** One more replica of the engine. */
  replica(): Engine {
    const { pool } = this.database;
    return assembleEngine({
      pool,
      relay: { wake: () => undefined },
      events: new EventStore(pool),
      log: Log.create('spec', 'silent'),
      now: () => new Date(),
      holdingKinds: ['deploy_nodes'],
      walksAtOnce: 100,
      askReach: () => undefined,
      onEvents: () => undefined,
    });
  }

  /** A task on these nodes of the sample; it is not started. */
  async order(
    names: readonly string[],
    wishes: Partial<TaskOptions> = {},
    kind: TaskKind = 'deploy_nodes',
  ): Promise<string> {
    const workflow = workflowOf(kind);
    if (!workflow) throw new Error(`There is no workflow ${kind}.`);
    const id = randomUUID();
    await inTransaction(this.database.pool, (transaction) =>
      new TaskRows(this.database).create(transaction, {
        id,
        kind,
        designId: this.designId,
        designRef: 'spec',
        nodeFilter: null,
        options: optionsOf({ ...wishes }),
        by: 'spec',
        plan: planOf(
          workflow,
          design,
          names.flatMap((name) => design.nodes[name] ?? []),
        ),
      }),
    );
    return id;
  }

  /** The same, started as far as it may. */
  async begin(engine: Engine, names: readonly string[], wishes: Partial<TaskOptions>): Promise<string> {
    const task = await this.order(names, wishes);
    await engine.join();
    return task;
  }

  task(id: string): Promise<TaskRow> {
    return this.database.dataSource.getRepository(TaskRow).findOneByOrFail({ id });
  }

  walks(taskId: string): Promise<WalkRow[]> {
    return this.database.dataSource.getRepository(WalkRow).find({ where: { taskId }, order: { node: 'asc' } });
  }

  /** The steps of a task that wait for a result, with the ids of their actions. */
  async sent(taskId: string): Promise<(StepRow & { actionId: string })[]> {
    const steps = await this.database.dataSource
      .getRepository(StepRow)
      .find({ where: { taskId, state: 'sent' }, order: { node: 'asc' } });
    return steps.flatMap((step) => (step.actionId === null ? [] : [{ ...step, actionId: step.actionId }]));
  }

  /** The nodes at which something is waited for; null is the site. */
  async busy(taskId: string): Promise<(string | null)[]> {
    return (await this.sent(taskId)).map(({ node }) => node);
  }

  /** Ends what is waited for at a node: well, unless told otherwise. */
  async answer(engine: Engine, { task, node }: At, more: Partial<ActionEnd> = {}): Promise<void> {
    const step = (await this.sent(task)).find((sent) => sent.node === node);
    if (!step) throw new Error(`Nothing is waited for at ${node ?? 'the site'}.`);
    await engine.onResults([{ id: step.actionId, ...succeeded(anyNode[step.action ?? ''] ?? {}), ...more }]);
  }

  /** Plays the services at a node to the end of its walk. */
  async finish(engine: Engine, at: At): Promise<void> {
    while ((await this.busy(at.task)).includes(at.node)) await this.answer(engine, at);
  }

  /** An operator says something of a node. */
  async mark(node: string, kind: NodeMarkKind, reason: string | null = null): Promise<void> {
    await new NodeStore(this.database).mark(this.database.pool, node, { kind, reason, by: 'spec' });
  }

  async clear(): Promise<void> {
    await this.database.pool.query('truncate task, walk, step, hold, outbox, awaited_action, node_mark, event cascade');
  }
}

async function keepDesign({ pool }: Database): Promise<string> {
  const id = randomUUID();
  const nodes = Object.values(design.nodes);
  await pool.query(
    `insert into design (id, digest, status, documents, findings, site, racks, switches, node_count, created_by)
     values ($1, 'spec', 'valid', '[]', '[]', $2, $3, $4, $5, 'spec')`,
    [id, design.site, design.racks, design.switches, nodes.length],
  );
  await pool.query(
    `insert into design_node (design_id, name, body) select $1, name, body from unnest($2::text[], $3::jsonb[]) as n (name, body)`,
    [id, nodes.map(({ name }) => name), nodes.map((node) => JSON.stringify(node))],
  );
  return id;
}
