import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TaskOptions, Waves } from '../domain/rollout.js';
import type { ActionEnd } from '../domain/walk.js';
import { EngineStand, unbegun } from '../testing/engine-stand.js';
import { failed, succeeded, usual } from '../testing/walk-player.js';
import type { Engine } from './engine.js';
import { EventStore } from './event.store.js';
import { RolloutStore } from './rollout.store.js';
import { TaskStore } from './task.store.js';

const rack01 = [1, 2, 3, 4].map((number) => `rack01-node0${number}`);
const rack02 = [1, 2].map((number) => `rack02-node0${number}`);
const everywhere = [...rack01, ...rack02];

let stand: EngineStand;
let engine: Engine;

beforeAll(async () => {
  stand = await EngineStand.open();
});
beforeEach(async () => {
  await stand.clear();
  engine = stand.replica();
});
afterAll(() => stand.close());

const waves = (given: Partial<Waves>): Partial<TaskOptions> => ({
  waves: { maxParallel: null, perRack: null, canary: null, ...given },
});

const started = (nodes: readonly string[], wishes: Partial<TaskOptions>) => stand.begin(engine, nodes, wishes);

const busy = (task: string) => stand.busy(task);
const answer = (task: string, node: string | null, more?: Partial<ActionEnd>) =>
  stand.answer(engine, { task, node }, more);
const fail = (task: string, node: string) => answer(task, node, failed());
const deploy = (task: string, node: string | null) => stand.finish(engine, { task, node });

describe('a task in waves', () => {
  it('has no more nodes under way than it may, in all and of a rack', async () => {
    const task = await started(everywhere, waves({ maxParallel: 3, perRack: 2 }));
    expect(await busy(task)).toEqual(['rack01-node01', 'rack01-node02', 'rack02-node01']);
    await deploy(task, 'rack02-node01');
    expect(await busy(task)).toEqual(['rack01-node01', 'rack01-node02', 'rack02-node02']);
    await deploy(task, 'rack01-node01');
    expect(await busy(task)).toEqual(['rack01-node02', 'rack01-node03', 'rack02-node02']);
  });

  it('keeps to that also where two replicas start walks at once', async () => {
    const [first = '', second = ''] = everywhere;
    const { pool } = stand.database;
    await pool.query(`insert into hold (node, reason) values ($1, 'somebody works there')`, [first]);
    await stand.order(everywhere, waves({ maxParallel: 1 }));
    const [rollouts, tasks] = [new RolloutStore(), new TaskStore(['deploy_nodes'], 100)];
    const begin = async (sql: pg.PoolClient) => {
      const { started: begun } = await tasks.startWalks(sql, 10, await rollouts.lockTasks(sql));
      return begun.length;
    };
    const [one, other] = [await pool.connect(), await pool.connect()];
    await one.query('begin');
    expect(await begin(one)).toBe(1);
    await pool.query('delete from hold where node = $1', [first]);
    await other.query('begin');
    const waiting = begin(other);
    await expect
      .poll(
        async () =>
          (
            await pool.query(
              `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
            )
          ).rowCount,
      )
      .toBe(1);
    await one.query('commit');
    expect(await waiting).toBe(0);
    await other.query('commit');
    one.release();
    other.release();
    expect((await pool.query('select node from hold')).rows).toEqual([{ node: second }]);
  });

  it('is left to the next look when it was ordered after it was seen what can begin', async () => {
    const { pool } = stand.database;
    const locked = await new RolloutStore().lockTasks(pool);
    await stand.order(everywhere, waves({ maxParallel: 1 }));
    await stand.order(everywhere, {});
    const { started: begun } = await new TaskStore(['deploy_nodes'], 100).startWalks(pool, 10, locked);
    expect(begun).toEqual([]);
  });

  it('begins with its canaries, and goes on to the others once they have ended well', async () => {
    const task = await started(everywhere, waves({ canary: 2 }));
    expect(await busy(task)).toEqual(['rack01-node01', 'rack01-node02']);
    await deploy(task, 'rack01-node02');
    expect(await busy(task)).toEqual(['rack01-node01']);
    await deploy(task, 'rack01-node01');
    expect(await busy(task)).toEqual(['rack01-node03', 'rack01-node04', 'rack02-node01', 'rack02-node02']);
  });

  it('takes another node for a canary in place of one where there was nothing to do', async () => {
    const task = await started(everywhere, waves({ canary: 1 }));
    const [step] = await stand.sent(task);
    const { rows } = await stand.database.pool.query<{ digest: string }>(
      `select body->>'digest' as digest from design_node where name = 'rack01-node01'`,
    );
    await answer(task, 'rack01-node01', succeeded({ ...usual['IdentifyNode'], deployed: rows[0] }));
    expect(step).toMatchObject({ action: 'IdentifyNode' });
    expect((await stand.walks(task))[0]).toMatchObject({
      outcome: 'success',
      reason: expect.stringContaining('already'),
    });
    expect(await busy(task)).toEqual(['rack01-node02']);
  });

  it('begins no other node when the canary fails while it is being seen what can begin', async () => {
    const task = await started(everywhere, waves({ canary: 1 }));
    const { pool } = stand.database;
    const starting = await pool.connect();
    await starting.query('begin');
    const locked = await new RolloutStore().lockTasks(starting);
    expect(await new RolloutStore().stopFailing(starting, locked)).toEqual([]);
    const failing = fail(task, 'rack01-node01');
    await expect.poll(async () => (await stand.walks(task))[0]?.outcome).toBe('failure');
    expect(await new TaskStore(['deploy_nodes'], 100).startWalks(starting, 10, locked)).toEqual({
      started: [],
      leftOut: [],
    });
    await starting.query('commit');
    starting.release();
    await failing;
    expect(await stand.task(task)).toMatchObject({ state: 'ended', outcome: 'failure' });
  });

  it('does not take the steps on the site for a canary', async () => {
    const task = await stand.order(everywhere, waves({ canary: 1 }), 'verify_site');
    await engine.join();
    expect(await busy(task)).toEqual([null]);
    await deploy(task, null);
    expect(await busy(task)).toEqual(['rack01-node01']);
  });

  it('takes another node for a canary in place of one that is protected, or in maintenance', async () => {
    await stand.mark('rack01-node01', 'protected', 'the only copy');
    await stand.mark('rack01-node02', 'maintenance');
    const task = await started(everywhere, { ...waves({ canary: 1 }), stopAfter: 1 });
    await answer(task, 'rack01-node01');
    expect(await busy(task)).toEqual(['rack01-node03']);
    expect((await stand.walks(task)).slice(0, 2)).toMatchObject([
      unbegun('it is protected: the only copy'),
      unbegun('it is in maintenance'),
    ]);
  });

  it('goes no further when a canary fails', async () => {
    const task = await started(everywhere, waves({ canary: 1 }));
    await fail(task, 'rack01-node01');
    const reason = 'the canary rack01-node01 failed: the task goes no further';
    const [canary, ...others] = await stand.walks(task);
    expect(canary).toMatchObject({ outcome: 'failure' });
    expect(others).toMatchObject(others.map(() => unbegun(reason)));
    expect(await stand.task(task)).toMatchObject({ state: 'ended', outcome: 'failure', stopReason: reason });
  });
});

describe('a task that is to stop after so many failures', () => {
  it('begins nothing more then, and lets what is under way come to its end', async () => {
    const task = await started(everywhere, { ...waves({ maxParallel: 3 }), stopAfter: 2 });
    await fail(task, 'rack01-node01');
    expect(await busy(task)).toEqual(['rack01-node02', 'rack01-node03', 'rack01-node04']);
    await fail(task, 'rack01-node02');
    expect(await busy(task)).toEqual(['rack01-node03', 'rack01-node04']);
    expect(await stand.task(task)).toMatchObject({ state: 'running' });
    await deploy(task, 'rack01-node03');
    await deploy(task, 'rack01-node04');
    const reason = '2 of its nodes failed: the task goes no further';
    expect(await stand.task(task)).toMatchObject({ state: 'ended', outcome: 'partial_success', stopReason: reason });
    const walks = await stand.walks(task);
    expect(walks.filter(({ node }) => rack02.includes(node ?? ''))).toMatchObject(rack02.map(() => unbegun(reason)));
    expect(walks.filter(({ outcome }) => outcome === 'success')).toHaveLength(2);
    const events = await new EventStore(stand.database.pool).after('0', { task });
    expect(events.filter(({ body }) => body['stopReason'] === reason)).toHaveLength(1);
    const told = events.filter(({ kind, body }) => kind === 'node-changed' && body['reason'] === reason);
    expect(told.map(({ node }) => node).sort()).toEqual(rack02);
  });

  it('counts a share of its nodes, and a node that still takes back', async () => {
    const task = await started(everywhere, { ...waves({ maxParallel: 1 }), stopAfter: '10%' });
    const step = async () => (await stand.sent(task))[0];
    while ((await step())?.action !== 'ConfigNodePxe') await answer(task, 'rack01-node01');
    await fail(task, 'rack01-node01');
    await engine.join();
    expect((await stand.walks(task)).map(({ state }) => state)).toEqual(['undoing', ...Array(5).fill('ended')]);
  });

  it('says why it was cancelled when it is cancelled afterwards', async () => {
    const task = await started(everywhere, { ...waves({ maxParallel: 2 }), stopAfter: 1 });
    await fail(task, 'rack01-node01');
    await engine.cancel(task, 'changed my mind');
    expect(await stand.task(task)).toMatchObject({ state: 'stopping', stopReason: 'changed my mind' });
  });
});

describe('a task that has its time', () => {
  it('begins nothing before, and is queued until then also when it was paused meanwhile', async () => {
    const task = await started(everywhere, { startAt: new Date(Date.now() + 3_600_000).toISOString() });
    expect(await busy(task)).toEqual([]);
    await engine.setPaused(task, 'paused');
    await engine.setPaused(task, 'running');
    expect(await stand.task(task)).toMatchObject({ state: 'queued' });
    await stand.database.pool.query('update task set start_at = now() where id = $1', [task]);
    await engine.join();
    expect(await busy(task)).toEqual(everywhere);
  });
});
