import { inTransaction, type Sql } from '@drydock/messaging';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EngineStand } from '../testing/engine-stand.js';
import { node, succeeded, usual } from '../testing/walk-player.js';
import { WalkStore } from './walk.store.js';

let stand: EngineStand;

beforeAll(async () => {
  stand = await EngineStand.open();
});
afterAll(() => stand.close());

async function started() {
  await stand.database.pool.query('truncate hold, outbox');
  const engine = stand.replica();
  const task = await stand.order([node.name]);
  await engine.join();
  const [step] = await stand.sent(task);
  if (!step) throw new Error('Nothing was sent.');
  return { engine, task, step };
}

/** How many rows of steps this connection has updated, and how many of them without touching any index. */
async function countOf(transaction: Sql): Promise<{ all: number; heapOnly: number }> {
  const { rows } = await transaction.query<{ all: number; heapOnly: number }>(
    `select n_tup_upd::integer as all, n_tup_hot_upd::integer as "heapOnly" from pg_stat_xact_user_tables where relname = 'step'`,
  );
  return rows[0] ?? { all: 0, heapOnly: 0 };
}

async function awaited(task: string): Promise<string[]> {
  const { rows } = await stand.database.pool.query<{ id: string }>(
    'select action_id as id from awaited_action where task_id = $1',
    [task],
  );
  return rows.map(({ id }) => id);
}

describe('an action that is waited for', () => {
  it('is remembered from its sending to its result, and nothing is once the task has ended', async () => {
    const { engine, task, step } = await started();
    for (let sent: typeof step | undefined = step; sent; [sent] = await stand.sent(task)) {
      expect(await awaited(task)).toEqual([sent.actionId]);
      await engine.onResults([{ id: sent.actionId, ...succeeded(usual[sent.action ?? ''] ?? {}) }]);
    }
    expect(await stand.task(task)).toMatchObject({ state: 'ended', outcome: 'success' });
    expect(await awaited(task)).toEqual([]);
  });

  it('is not asked for again when its walk had to be given up', async () => {
    const { engine, task, step } = await started();
    // No workflow has such a step: whoever moves the walk cannot understand it.
    await stand.database.pool.query(`update step set name = 'nobody knows' where id = $1`, [step.id]);
    await stand.replica().onResults([{ id: step.actionId, ...succeeded({}) }]);
    expect(await stand.walks(task)).toMatchObject([{ state: 'ended', outcome: 'failure', held: true }]);
    expect(await awaited(task)).toEqual([]);
    await stand.database.pool.query('truncate outbox');
    await engine.sendAgain();
    expect((await stand.database.pool.query('select from outbox')).rowCount).toBe(0);
  });

  it('costs its step no entry in any index, neither when it is sent nor when it has ended', async () => {
    const { task, step } = await started();
    const [row] = await stand.walks(task);
    const store = new WalkStore();
    const updates = await inTransaction(stand.database.pool, async (transaction) => {
      const [walk] = await store.lock(transaction, row ? [row.id] : []);
      const [own] = walk?.steps.filter(({ id }) => id === step.id) ?? [];
      if (!walk || !own) throw new Error('The walk has gone.');
      const before = await countOf(transaction);
      const deadline = new Date(Date.now() + 60_000);
      await store.save(transaction, [walk], {
        writes: [{ walk, step: { ...own, state: 'ended', outcome: 'success' }, added: false, sent: null }],
        answered: [step.actionId],
      });
      await store.save(transaction, [walk], {
        writes: [{ walk, step: own, added: false, sent: { command: null, deadline } }],
        answered: [],
      });
      const after = await countOf(transaction);
      return { all: after.all - before.all, heapOnly: after.heapOnly - before.heapOnly };
    });
    expect(updates).toEqual({ all: 2, heapOnly: 2 });
  });
});
