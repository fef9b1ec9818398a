import { createTestDatabase, type TestDatabase } from '@drydock/local-servers/testing';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { afterAll, beforeEach, beforeAll, describe, expect, it } from 'vitest';
import { migrations } from '../persistence/migrations.js';
import { siteHold } from './expressions.js';
import { TaskStore } from './task.store.js';

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  const dataSource = await new DataSource({ type: 'postgres', url: database.url, migrations }).initialize();
  await dataSource.runMigrations();
  await dataSource.destroy();
  pool = new pg.Pool({ connectionString: database.url });
});
beforeEach(() => pool.query('truncate design, task, walk, step, hold cascade'));
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const store = new TaskStore(['deploy_nodes'], 3);

/** A task with a waiting walk for each of the nodes, of which null is the site; a minute younger than the one before. */
async function taskOn(kind: string, nodes: readonly (string | null)[], minute: number): Promise<string> {
  const id = randomUUID();
  const design = randomUUID();
  await pool.query(
    `insert into design (id, digest, status, documents, findings, site, racks, switches, node_count, created_by)
     values ($1, 'spec', 'valid', '[]', '[]', '{}', '{}', '{}', 0, 'spec')`,
    [design],
  );
  await pool.query(
    `insert into task (id, kind, design_id, design_ref, options, state, created_by, created_at)
     values ($1, $2, $3, 'spec', '{}', 'queued', 'spec', now() + make_interval(mins => $4))`,
    [id, kind, design, minute],
  );
  await pool.query(
    `insert into walk (id, task_id, node, state) select gen_random_uuid(), $1, node, 'queued' from unnest($2::text[]) as n (node)`,
    [id, nodes],
  );
  return id;
}

const start = async (limit = 100): Promise<number> => (await store.startWalks(pool, limit)).length;

async function running(task: string): Promise<(string | null)[]> {
  const { rows } = await pool.query<{ node: string | null }>(
    `select node from walk where task_id = $1 and state = 'running' order by node`,
    [task],
  );
  return rows.map(({ node }) => node);
}

const end = (node: string) =>
  pool.query(
    `with ended as (update walk set state = 'ended', outcome = 'success' where node = $1 and state = 'running' returning id)
     delete from hold where walk_id in (select id from ended)`,
    [node],
  );

describe('walks that wait', () => {
  it('are started as far as their task has room, and the next when one has ended', async () => {
    const task = await taskOn('deploy_nodes', ['a', 'b', 'c', 'd', 'e'], 0);
    expect(await start()).toBe(3);
    expect(await start()).toBe(0);
    await end('b');
    expect(await start()).toBe(1);
    expect(await running(task)).toEqual(['a', 'c', 'd']);
  });

  it('of another task have room of their own', async () => {
    await taskOn('deploy_nodes', ['a', 'b', 'c', 'd'], 0);
    const other = await taskOn('deploy_nodes', ['w', 'x', 'y', 'z'], 1);
    expect(await start()).toBe(6);
    expect(await running(other)).toEqual(['w', 'x', 'y']);
  });

  it('that hold nothing have the same bound', async () => {
    const task = await taskOn('verify_nodes', ['a', 'b', 'c', 'd'], 0);
    expect(await start()).toBe(3);
    expect(await running(task)).toHaveLength(3);
  });

  it('and are cancelled in the very moment hold nothing', async () => {
    const task = await taskOn('deploy_nodes', ['a'], 0);
    const cancelling = await pool.connect();
    await cancelling.query('begin');
    await store.cancelTask(cancelling, task, 'changed my mind');
    const starting = start();
    await expect
      .poll(async () => {
        const { rows } = await pool.query(
          `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        return rows.length;
      })
      .toBe(1);
    await cancelling.query('commit');
    cancelling.release();
    expect(await starting).toBe(0);
    expect((await pool.query('select from hold')).rowCount).toBe(0);
  });

  it('for one node go in the order of their tasks', async () => {
    const second = await taskOn('deploy_nodes', ['a'], 2);
    const first = await taskOn('deploy_nodes', ['a'], 1);
    expect(await start()).toBe(1);
    expect(await running(first)).toEqual(['a']);
    await end('a');
    expect(await start()).toBe(1);
    expect(await running(second)).toEqual(['a']);
  });

  it('for the site go in the order of their tasks as well, beside those for nodes', async () => {
    const second = await taskOn('deploy_nodes', [null, 'a'], 2);
    const first = await taskOn('deploy_nodes', [null], 1);
    expect(await start()).toBe(2);
    expect(await running(first)).toEqual([null]);
    expect(await running(second)).toEqual(['a']);
  });
});

type Standing = 'queued' | 'running' | 'proven' | 'had nothing to do';

interface Asked {
  readonly kind: 'deploy_nodes' | 'verify_nodes';
  readonly nodes: readonly { readonly name: string | null; readonly standing: Standing }[];
  readonly waits: 'for nothing' | 'paused' | 'for its time';
  readonly priority: number;
  readonly maxParallel: number | null;
  readonly perRack: number | null;
  readonly canary: number | null;
}

const rackOf = (node: string | null): string | null => (node === null ? null : node < 'd' ? 'rack01' : 'rack02');

/** Which walks start, in words: one task after the other, the most urgent and oldest first, each as far as it may. */
function startedOf(asked: readonly Asked[], held: readonly (string | null)[], limit: number): string[] {
  const open = asked
    .map((task, index) => ({ ...task, index }))
    .filter(({ waits }) => waits === 'for nothing')
    .sort((one, other) => other.priority - one.priority || one.index - other.index);
  const of = ({ nodes }: Asked, wanted: Standing) =>
    nodes.flatMap(({ name, standing }) => (standing === wanted ? [name] : []));
  const firstAt = (node: string | null) =>
    open.find((task) => task.kind === 'deploy_nodes' && of(task, 'queued').includes(node))?.index;
  return open
    .flatMap((task) => {
      const { kind, index, maxParallel, perRack, canary } = task;
      const [busy, proven] = [of(task, 'running'), of(task, 'proven')];
      const unproven = canary === null || proven.length >= canary ? Infinity : canary - proven.length;
      const room = Math.min(3, maxParallel ?? Infinity, unproven) - busy.length;
      const inRack = new Map([...Map.groupBy(busy, rackOf)].map(([rack, nodes]) => [rack, nodes.length]));
      return of(task, 'queued')
        .filter((node) => kind === 'verify_nodes' || (!held.includes(node) && firstAt(node) === index))
        .sort((one, other) => ((one ?? '') < (other ?? '') ? -1 : 1))
        .filter((node) => {
          const nth = (inRack.get(rackOf(node)) ?? 0) + 1;
          inRack.set(rackOf(node), nth);
          return nth <= (perRack ?? Infinity);
        })
        .slice(0, Math.max(0, room))
        .map((node) => `${index} ${node ?? 'the site'}`);
    })
    .slice(0, limit);
}

/** Makes a task that stands as it is told. */
async function standing({ kind, nodes, waits, priority, ...bounds }: Asked, minute: number): Promise<string> {
  const id = await taskOn(
    kind,
    nodes.map(({ name }) => name),
    minute,
  );
  await pool.query(
    `update task set priority = $2, max_parallel = $3, per_rack = $4, canary = $5, state = $6, start_at = $7 where id = $1`,
    [
      id,
      priority,
      bounds.maxParallel,
      bounds.perRack,
      bounds.canary,
      waits === 'paused' ? 'paused' : 'running',
      waits === 'for its time' ? new Date(Date.now() + 3_600_000) : null,
    ],
  );
  for (const { name, standing: how } of nodes) {
    const ended = how === 'proven' || how === 'had nothing to do';
    await pool.query(
      `update walk set rack = $3, state = $4, outcome = $5, reason = $6 where task_id = $1 and node is not distinct from $2`,
      [id, name, rackOf(name), ended ? 'ended' : how, ended ? 'success' : null, how === 'proven' ? null : how],
    );
  }
  return id;
}

it('whatever waits for whatever: those start that are first at a free node, as far as their task may', async () => {
  const bound = fc.option(fc.integer({ min: 1, max: 4 }), { freq: 2 });
  const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', null);
  const how = fc.constantFrom<Standing>('queued', 'queued', 'queued', 'running', 'proven', 'had nothing to do');
  const task = fc.record({
    kind: fc.constantFrom('deploy_nodes' as const, 'verify_nodes' as const),
    nodes: fc.uniqueArray(fc.record({ name, standing: how }), { minLength: 1, selector: (node) => node.name }),
    waits: fc.constantFrom<Asked['waits']>('for nothing', 'for nothing', 'for nothing', 'paused', 'for its time'),
    priority: fc.integer({ min: -1, max: 1 }),
    maxParallel: bound,
    perRack: bound,
    canary: bound,
  });
  const story = fc.record({
    asked: fc.array(task, { minLength: 1, maxLength: 5 }),
    held: fc.uniqueArray(name, { maxLength: 3 }),
    limit: fc.integer({ min: 1, max: 12 }),
  });
  await fc.assert(
    fc.asyncProperty(story, async ({ asked, held, limit }) => {
      await pool.query('truncate design, task, walk, step, hold cascade');
      const ids: string[] = [];
      for (const [minute, one] of asked.entries()) ids.push(await standing(one, minute));
      await pool.query(`insert into hold (node, reason) select node, 'spec' from unnest($1::text[]) as n (node)`, [
        held.map((one) => one ?? siteHold),
      ]);
      const before = await Promise.all(ids.map(running));
      const expected = startedOf(asked, held, limit);
      expect(await start(limit)).toBe(expected.length);
      const now = await Promise.all(
        ids.map(async (id, index) =>
          (await running(id))
            .filter((one) => !before[index]?.includes(one))
            .map((one) => `${index} ${one ?? 'the site'}`),
        ),
      );
      expect(now.flat().sort()).toEqual([...expected].sort());
    }),
    { numRuns: 200 },
  );
});
