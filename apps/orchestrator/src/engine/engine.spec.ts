import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EngineStand } from '../testing/engine-stand.js';
import { failed, node, succeeded, usual } from '../testing/walk-player.js';
import { EventStore } from './event.store.js';

const names = ['rack01-node01', 'rack01-node02'];

let stand: EngineStand;

beforeAll(async () => {
  stand = await EngineStand.open();
});
afterAll(() => stand.close());

/** A started task on both nodes, and the actions that it waits for: one of each node. */
async function started(nodes = names) {
  const engine = stand.replica();
  await stand.database.pool.query('truncate hold, outbox');
  const task = await stand.order(nodes);
  await engine.join();
  const sent = await stand.sent(task);
  expect(sent.map((step) => step.node)).toEqual(nodes);
  return { engine, task, sent };
}

/** Until as many transactions as that stand right before their end, where they write what happened. */
async function writersWaiting(count: number): Promise<void> {
  await expect
    .poll(
      async () => {
        const { rows } = await stand.database.pool.query<{ waiting: number }>(
          `select count(*)::integer as waiting from pg_locks where locktype = 'advisory' and not granted
             and database = (select oid from pg_database where datname = current_database())`,
        );
        return rows[0]?.waiting;
      },
      { timeout: 10_000 },
    )
    .toBe(count);
}

describe('a replica that has only just started', () => {
  it('takes results in although every connection to its database is in use by others of them', async () => {
    const nodes = ['rack01', 'rack02'].flatMap((rack) => [1, 2, 3, 4].map((number) => `${rack}-node0${number}`));
    const { task, sent } = await started(nodes);
    const fresh = stand.replica();
    await Promise.all(sent.map(({ actionId: id }) => fresh.onResults([{ ...succeeded({}), ...failed(), id }])));
    expect((await stand.task(task)).state).toBe('ended');
  });
});

/** Until somebody waits for a row that another transaction has locked. */
async function somebodyWaits(): Promise<void> {
  const count = async () => {
    const { rows } = await stand.database.pool.query<{ count: number }>(
      `select count(*)::integer as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return rows[0]?.count;
  };
  await expect.poll(count, { timeout: 10_000 }).toBe(1);
}

describe('a result that meets a cancel', () => {
  it('moves its walk no further when it had to wait for the cancel: nothing new is begun', async () => {
    const { task, sent } = await started([node.name]);
    const [first] = sent;
    const cancelling = await stand.database.pool.connect();
    await cancelling.query('begin');
    await cancelling.query(`select from walk where task_id = $1 for update`, [task]);
    await cancelling.query(`update task set state = 'stopping', stop_reason = 'changed my mind' where id = $1`, [task]);
    const applied = stand
      .replica()
      .onResults([{ id: first?.actionId ?? '', ...succeeded(usual[first?.action ?? ''] ?? {}) }]);
    await somebodyWaits();
    await cancelling.query('commit');
    cancelling.release();
    await applied;
    expect(await stand.walks(task)).toMatchObject([
      { state: 'ended', outcome: 'cancelled', reason: 'changed my mind' },
    ]);
    expect(await stand.sent(task)).toEqual([]);
  });
});

describe('a task', () => {
  it('ends, once, although its last two nodes end at the same moment at two replicas', async () => {
    const { task, sent } = await started();
    // Neither of the two transactions can see what the other has written: both come to their end before either commits.
    const gate = await stand.database.pool.connect();
    await gate.query('select pg_advisory_lock(7236002)');
    const ending = sent.map(({ actionId }) =>
      stand.replica().onResults([{ id: actionId, ...succeeded({}), ...failed() }]),
    );
    await writersWaiting(2);
    expect((await stand.walks(task)).map(({ state }) => state)).toEqual(['running', 'running']);
    await gate.query('select pg_advisory_unlock(7236002)');
    gate.release();
    await Promise.all(ending);

    expect((await stand.walks(task)).map(({ state }) => state)).toEqual(['ended', 'ended']);
    expect(await stand.task(task)).toMatchObject({ state: 'ended', outcome: 'failure' });
    const events = await new EventStore(stand.database.pool).after('0', { task });
    const ends = events.filter(({ kind, body }) => kind === 'task-changed' && body['state'] === 'ended');
    expect(ends).toHaveLength(1);
  });

  it('does not end again, nor otherwise, by a result that comes twice', async () => {
    const { engine, task, sent } = await started();
    const ends = sent.map(({ actionId }) => ({ id: actionId, ...succeeded({}), ...failed() }));
    await engine.onResults(ends);
    const before = [await stand.task(task), await stand.walks(task)];
    await stand.replica().onResults(ends.map(({ id }) => ({ id, ...succeeded({}) })));
    expect([await stand.task(task), await stand.walks(task)]).toEqual(before);
  });
});

describe('taking back', () => {
  it('goes on when the task is cancelled: its action is not told to stop', async () => {
    const { engine, task } = await started([node.name]);
    const next = async () => (await stand.sent(task))[0];
    let step = await next();
    while (step && step.undoes === null) {
      const end = succeeded(usual[step.action ?? ''] ?? {});
      await engine.onResults([{ id: step.actionId, ...end, ...(step.action === 'ConfigNodePxe' && failed()) }]);
      step = await next();
    }
    expect(step).toMatchObject({ action: 'ConfigurePortProduction' });

    expect(await engine.cancel(task, 'changed my mind')).toBe(true);
    expect(await next()).toMatchObject({ id: step?.id });
    const { rows } = await stand.database.pool.query(`select subject from outbox where subject like '%.cancel'`);
    expect(rows).toEqual([]);
    await engine.onResults([{ id: step?.actionId ?? '', ...succeeded({}) }]);
    expect(await stand.walks(task)).toMatchObject([{ state: 'ended', outcome: 'failure', held: false }]);
  });
});

describe('a step that nobody answers', () => {
  const lateBy = (task: string, interval: string) =>
    stand.database.pool.query(
      `update awaited_action set deadline = now() - $2::interval, send_again_at = now() - $2::interval where task_id = $1`,
      [task, interval],
    );

  it('is waited for a grace after its deadline, then failed, and its node held', async () => {
    const { engine, task, sent } = await started([node.name]);
    await lateBy(task, '1 min');
    await engine.failSilent();
    expect(await stand.sent(task)).toHaveLength(1);
    await lateBy(task, '3 min');
    await engine.failSilent();
    expect(await stand.walks(task)).toMatchObject([
      {
        state: 'ended',
        outcome: 'failure',
        held: true,
        failure: { kind: 'timed-out', leftRunning: true, message: expect.stringContaining('was never answered') },
      },
    ]);
    expect(await stand.task(task)).toMatchObject({ state: 'ended', outcome: 'failure' });
    const { rows } = await stand.database.pool.query('select node from hold');
    expect(rows).toEqual([{ node: node.name }]);

    const before = await stand.walks(task);
    await engine.onResults(sent.map(({ actionId }) => ({ id: actionId, ...succeeded({}) })));
    expect(await stand.walks(task)).toEqual(before);
  });

  it('is asked for again under the same id, with another message id so that the broker takes it', async () => {
    const { engine, task, sent } = await started([node.name]);
    await engine.sendAgain();
    expect(await messages()).toEqual([`${sent[0]?.actionId}-1`]);
    for (const nth of [2, 3]) {
      await stand.database.pool.query('update awaited_action set send_again_at = now() where task_id = $1', [task]);
      await engine.sendAgain();
      await engine.sendAgain();
      expect((await messages()).at(-1)).toBe(`${sent[0]?.actionId}-${nth}`);
      expect(await messages()).toHaveLength(nth);
    }
  });

  it('is asked for again after 30 seconds, then ever more rarely, up to every 10 minutes', async () => {
    const { engine, task } = await started([node.name]);
    const seconds = async () => {
      const { rows } = await stand.database.pool.query<{ seconds: number }>(
        `select extract(epoch from send_again_at - now())::float as seconds from awaited_action where task_id = $1`,
        [task],
      );
      return rows[0]?.seconds ?? 0;
    };
    const waits = [await seconds()];
    for (let again = 0; again < 6; again += 1) {
      await stand.database.pool.query('update awaited_action set send_again_at = now() where task_id = $1', [task]);
      await engine.sendAgain();
      waits.push(await seconds());
    }
    // To ten seconds: a slow machine reads the row some time after it was written.
    expect(waits.map((wait) => 10 * Math.ceil(wait / 10))).toEqual([30, 60, 120, 240, 480, 600, 600]);
  });

  const messages = async (): Promise<string[]> => {
    const { rows } = await stand.database.pool.query<{ id: string }>(
      `select headers->>'Nats-Msg-Id' as id from outbox order by outbox.id`,
    );
    return rows.map(({ id }) => id);
  };
});
