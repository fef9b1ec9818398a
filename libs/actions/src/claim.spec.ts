import { inTransaction } from '@drydock/messaging';
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ActionStore, type AcceptedAction } from './action.store.js';
import { Claim } from './claim.js';
import { RunnerStore, type TakenAction } from './runner.store.js';
import { acceptedAt } from './testing/accepted-action.js';
import { RunnerBench } from './testing/runner-bench.js';

let bench: RunnerBench;

beforeAll(async () => {
  bench = await RunnerBench.open();
});
beforeEach(() => bench.database.pool.query('truncate action, target'));
afterEach(() => bench.killAll());
afterAll(() => bench.close());

const storeOf = (holder: string) => new RunnerStore(bench.database, { holder, lease: { seconds: 30 } });
const claimOf = (holder: string, limits: Partial<ConstructorParameters<typeof Claim>[1]> = {}) =>
  new Claim(storeOf(holder), { room: 100, lanes: 1, lostKeys: [], ...limits });

/** Accepts actions with a claim, in one transaction, as acceptance does. Answers what has begun. */
const accept = (claim: Claim, ...actions: AcceptedAction[]): Promise<TakenAction[]> =>
  inTransaction(bench.database.pool, async (transaction) => {
    const holds = await claim.take(transaction, actions);
    const rows = await new ActionStore(bench.database).accept(transaction, actions, holds);
    return claim.begun(transaction, actions, rows);
  });

const endedByAnother = (id: string) =>
  bench.database.pool.query(`update action set state = 'cancelled', due_at = null, finished_at = now() where id = $1`, [
    id,
  ]);

interface TargetNow {
  readonly holder: string | null;
  readonly epoch: string;
}

async function targetAt(key: string): Promise<TargetNow | undefined> {
  const { rows } = await bench.database.pool.query<TargetNow>('select holder, epoch from target where key = $1', [key]);
  return rows[0];
}

describe('an action that is accepted', () => {
  it('begins with its acceptance at a target that nobody knew, and at one that is free', async () => {
    const key = randomUUID();
    for (const epoch of ['1', '2']) {
      const action = acceptedAt(key);
      const [begun] = await accept(claimOf('one'), action);
      expect(begun).toMatchObject({
        id: action.id,
        epoch,
        attempts: 1,
        request: action.request,
        memory: null,
        facts: {},
      });
      expect(await bench.find(action.id)).toMatchObject({ state: 'running', epoch, startedAt: expect.any(Date) });
      expect(await targetAt(key)).toEqual({ holder: 'one', epoch });
      await endedByAnother(action.id);
      await storeOf('one').release(bench.database.pool, [{ key, restSeconds: 0 }]);
    }
  });

  it('comes with what is remembered of its target', async () => {
    const key = randomUUID();
    await bench.database.pool.query('insert into target (key, memory, facts) values ($1, $2, $3)', [
      key,
      { baud: 9600 },
      { failures: 2 },
    ]);
    expect(await accept(claimOf('one'), acceptedAt(key))).toMatchObject([
      { memory: { baud: 9600 }, facts: { failures: 2 } },
    ]);
  });

  it('waits where another holds the target, also one of the same process', async () => {
    const key = randomUUID();
    const [first, second, third] = [acceptedAt(key), acceptedAt(key), acceptedAt(key)];
    expect(await accept(claimOf('one'), first)).toHaveLength(1);
    expect(await accept(claimOf('other'), second)).toEqual([]);
    expect(await accept(claimOf('one'), third)).toEqual([]);
    expect(await targetAt(key)).toEqual({ holder: 'one', epoch: '1' });
    expect(await bench.find(second.id)).toMatchObject({ state: 'accepted', attempts: 0 });
  });

  it('waits behind one that was accepted and has not begun, and leaves the target free', async () => {
    const before = acceptedAt(randomUUID());
    await new ActionStore(bench.database).accept(bench.database.pool, [before]);
    expect(await accept(claimOf('one'), acceptedAt(before.key))).toEqual([]);
    expect(await targetAt(before.key)).toEqual({ holder: null, epoch: '1' });
    expect(await bench.find(before.id)).toMatchObject({ state: 'accepted', attempts: 0 });
  });

  it('waits behind one that waits to be asked again, whose process let go of it; who found that goes on with it', async () => {
    const { pool } = bench.database;
    const before = acceptedAt(randomUUID());
    await new ActionStore(bench.database).accept(pool, [before]);
    await pool.query(`update action set state = 'waiting' where id = $1`, [before.id]);
    expect(await accept(claimOf('one'), acceptedAt(before.key))).toEqual([]);
    const due = { room: 10, lanes: 1, running: [], lostKeys: [] };
    expect(await storeOf('other').take(pool, due)).toEqual([]);
    expect(await storeOf('one').take(pool, due)).toMatchObject([{ id: before.id, epoch: '1', attempts: 1 }]);
  });

  it('waits while its target rests, or a lost call still goes on there', async () => {
    const [resting, lost] = [randomUUID(), randomUUID()];
    await bench.database.pool.query(`insert into target (key, rest_until) values ($1, now() + interval '1 min')`, [
      resting,
    ]);
    expect(await accept(claimOf('one', { lostKeys: [lost] }), acceptedAt(resting), acceptedAt(lost))).toEqual([]);
    expect([await targetAt(resting), await targetAt(lost)]).toEqual([
      { holder: null, epoch: '0' },
      { holder: null, epoch: '0' },
    ]);
  });

  it('never begins when its deadline has passed, and leaves the target free', async () => {
    const action = acceptedAt(randomUUID(), { deadline: new Date(Date.now() - 1_000) });
    expect(await accept(claimOf('one'), action)).toEqual([]);
    expect(await bench.find(action.id)).toMatchObject({ state: 'accepted', attempts: 0, epoch: null, startedAt: null });
    expect(await targetAt(action.key)).toMatchObject({ holder: null });
  });

  it('that was accepted before changes nothing, whether it has ended or not', async () => {
    const action = acceptedAt(randomUUID());
    const again = acceptedAt(action.key, { id: action.id });
    const [begun] = await accept(claimOf('one'), action);
    expect(await accept(claimOf('other'), again)).toEqual([]);
    await endedByAnother(action.id);
    await storeOf('one').release(bench.database.pool, [{ key: action.key, restSeconds: 0 }]);
    expect(await accept(claimOf('other'), again)).toEqual([]);
    expect(await targetAt(action.key)).toMatchObject({ holder: null });
    expect(await bench.find(action.id)).toMatchObject({ state: 'cancelled', attempts: 1, epoch: begun?.epoch });
  });
});

it('of actions that are accepted together as many begin as the target has lanes, one at each part', async () => {
  const key = randomUUID();
  const parts = ['one', 'one', 'two', 'three', 'four', 'five'].map((part) => acceptedAt(key, { part }));
  const begun = await accept(claimOf('one', { lanes: 3 }), ...parts);
  expect(begun.map(({ part }) => part).sort()).toEqual(['one', 'three', 'two']);
  expect(new Set(begun.map(({ epoch }) => epoch))).toEqual(new Set(['1']));
  expect(await bench.database.pool.query(`select from action where state = 'accepted'`)).toMatchObject({ rowCount: 3 });
});

it('no more begin than there is room for, the first ones; the targets of the others are there, and free', async () => {
  const actions = Array.from({ length: 4 }, () => acceptedAt(randomUUID()));
  const begun = await accept(claimOf('one', { room: 3 }), ...actions);
  expect(begun.map(({ id }) => id).sort()).toEqual(
    actions
      .slice(0, 3)
      .map(({ id }) => id)
      .sort(),
  );
  expect(await targetAt(actions[3]?.key ?? '')).toEqual({ holder: null, epoch: '0' });
});

it('of two processes that accept for one target in the same moment one begins, and nobody waits for the other', async () => {
  const keys = Array.from({ length: 20 }, () => randomUUID());
  const begun = await Promise.all(
    ['one', 'two', 'three', 'four'].map((holder, index) => {
      const order = index % 2 === 0 ? keys : [...keys].reverse();
      return accept(claimOf(holder), ...order.map((key) => acceptedAt(key)));
    }),
  );
  const taken = begun.flat().map(({ key }) => key);
  expect(taken).toHaveLength(new Set(taken).size);
  expect(taken.length).toBeGreaterThan(0);
});

describe('a runner', () => {
  it('writes the row of an action that begins with its acceptance once more, as it ends', async () => {
    const one = bench.start('one');
    const asked = 30;
    let written = 0;
    for (let count = 0; count < asked; count += 1) {
      const { revision } = await bench.ended(await bench.ask(one, { key: randomUUID(), script: ['done'] }));
      written += revision - 1;
    }
    expect(written).toBeGreaterThanOrEqual(asked);
    // Some may come while it looks for what is due: it finds those, and writes them once more.
    expect(written).toBeLessThan(1.5 * asked);
  });

  it('does not begin what it claimed before it stood still for longer than its lease allows, but takes it anew', async () => {
    const one = bench.start('one');
    const id = randomUUID();
    const asking = bench.ask(one, { key: randomUUID(), script: ['done', 'done'] }, id);
    one.process.pause();
    await wait(1_300);
    one.process.resume();
    await asking;
    expect(await bench.ended(id)).toMatchObject({ state: 'succeeded', attempts: 2 });
    expect(bench.ledger.calls.filter(({ action }) => action === id)).toHaveLength(1);
  });

  it('begins nothing at a target that it lost, and that others were done with, while it took it: not before its own call is back', async () => {
    const one = bench.start('one', { graceSeconds: 5 });
    const key = randomUUID();
    const { pool } = bench.database;
    const first = await bench.ask(one, { key, script: ['ignore'] });
    await expect.poll(() => bench.ledger.open().some(({ action }) => action === first)).toBe(true);
    const next = acceptedAt(key);
    const accepted: string[] = [];
    const acceptNext = async (claim: Claim | null): Promise<TakenAction[]> => {
      if (!claim) return [];
      await endedByAnother(first);
      await pool.query('update target set holder = null, epoch = epoch + 1 where key = $1', [key]);
      const begun = await accept(claim, next);
      accepted.push(...begun.map(({ id }) => id));
      return begun;
    };
    // While it looks for what is due it gives no claim.
    while (accepted.length === 0) await one.runner.whileAccepting(1, acceptNext);
    await bench.ended(next.id);
    expect(bench.ledger.calls.filter(({ action }) => action === next.id)).toHaveLength(1);
    expect(await bench.unexcused([key])).toEqual([]);
  });

  it('with no room begins nothing out of turn: what was accepted first is called first', async () => {
    const one = bench.start('one', { maximumRunning: 1 });
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1)
      ids.push(await bench.ask(one, { key: randomUUID(), script: ['done'], takesMilliseconds: 60 }));
    for (const id of ids) await bench.ended(id);
    const called = bench.ledger.calls.map(({ action }) => action).filter((action) => ids.includes(action));
    expect(called).toEqual(ids);
  });

  it('that stops while it accepts lets go of what it began', async () => {
    const one = bench.start('one');
    const asked = Array.from({ length: 10 }, () => bench.ask(one, { key: randomUUID(), script: ['done'] }));
    const stopped = one.runner.stop();
    const ids = await Promise.all(asked);
    await stopped;
    const { rows } = await bench.database.pool.query('select key from target where holder is not null');
    expect(rows).toEqual([]);
    const two = bench.start('two');
    for (const id of ids) expect(await bench.ended(id)).toMatchObject({ state: 'succeeded' });
    expect(two.runner.isWell()).toBe(true);
  });
});
