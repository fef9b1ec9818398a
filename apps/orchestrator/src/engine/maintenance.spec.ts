import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TaskOptions } from '../domain/rollout.js';
import { EngineStand, unbegun } from '../testing/engine-stand.js';
import type { Engine } from './engine.js';
import { EventStore } from './event.store.js';

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

const started = (nodes: readonly string[], wishes: Partial<TaskOptions>) => stand.begin(engine, nodes, wishes);

describe('a node in maintenance', () => {
  const takeBack = (node: string) =>
    engine.changeNode(node, async (transaction) => {
      await transaction.query('delete from node_mark where node = $1', [node]);
      return [];
    });

  it('is left out, with its reason, and the others are not', async () => {
    await stand.mark('rack01-node01', 'maintenance', 'its fans are changed');
    const task = await started(['rack01-node01', 'rack01-node02'], {});
    expect(await stand.walks(task)).toMatchObject([
      unbegun('it is in maintenance: its fans are changed'),
      { state: 'running' },
    ]);
    await stand.finish(engine, { task, node: 'rack01-node02' });
    expect(await stand.task(task)).toMatchObject({ outcome: 'partial_success' });
    const events = await new EventStore(stand.database.pool).after('0', { node: 'rack01-node01' });
    expect(events).toMatchObject([{ kind: 'node-changed', body: { outcome: 'cancelled' } }]);
  });

  it('is not left out before the task may begin anything', async () => {
    await stand.mark('rack01-node01', 'maintenance');
    const task = await started(['rack01-node01'], { startAt: new Date(Date.now() + 3_600_000).toISOString() });
    const paused = await stand.order(['rack01-node01']);
    await engine.setPaused(paused, 'paused');
    expect(await stand.walks(task)).toMatchObject([{ state: 'queued' }]);
    expect(await stand.walks(paused)).toMatchObject([{ state: 'queued' }]);
  });

  it('is left out once its turn comes, not before', async () => {
    const task = await started(['rack01-node01', 'rack01-node02', 'rack01-node03'], {
      waves: { maxParallel: 1, perRack: null, canary: null },
    });
    await stand.mark('rack01-node02', 'maintenance');
    await engine.join();
    expect((await stand.walks(task)).map(({ state }) => state)).toEqual(['running', 'queued', 'queued']);
    await stand.finish(engine, { task, node: 'rack01-node01' });
    expect((await stand.walks(task)).map(({ state }) => state)).toEqual(['ended', 'ended', 'running']);
  });

  it('is gone on with although it began just when maintenance was over', async () => {
    const task = await stand.order(['rack01-node01']);
    await stand.mark('rack01-node01', 'maintenance');
    // As the two transactions leave it behind: begun by one that still saw the mark, which the other took back meanwhile.
    await stand.database.pool.query(`update task set state = 'running' where id = $1`, [task]);
    await stand.database.pool.query(`update walk set state = 'running' where task_id = $1`, [task]);
    await engine.moveStalled();
    expect(await stand.busy(task)).toEqual([]);
    await stand.database.pool.query('truncate node_mark');
    await engine.join();
    expect(await stand.busy(task)).toEqual([]);
    await engine.moveStalled();
    expect(await stand.busy(task)).toEqual(['rack01-node01']);
    const before = await stand.walks(task);
    await engine.moveStalled();
    expect(await stand.walks(task)).toEqual(before);
  });

  it('is waited for where a task is at it: no further step begins until it is over', async () => {
    const task = await started(['rack01-node01'], {});
    await stand.mark('rack01-node01', 'maintenance');
    await stand.answer(engine, { task, node: 'rack01-node01' });
    expect(await stand.busy(task)).toEqual([]);
    expect(await stand.walks(task)).toMatchObject([{ state: 'running' }]);
    await takeBack('rack01-node01');
    expect(await stand.sent(task)).toMatchObject([{ action: 'InterrogateOob' }]);
  });
});
