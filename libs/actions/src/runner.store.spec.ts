import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ActionStore } from './action.store.js';
import { abandoned, holdOf } from './outcome.js';
import { OutcomeStore } from './outcome.store.js';
import { RunnerStore, type TakenAction } from './runner.store.js';
import { acceptedAt } from './testing/accepted-action.js';
import { RunnerBench } from './testing/runner-bench.js';

let bench: RunnerBench;
let ends: OutcomeStore;

beforeAll(async () => {
  bench = await RunnerBench.open();
  ends = new OutcomeStore(bench.database);
});
// What is taken is whatever is due.
beforeEach(() => bench.database.pool.query('truncate action, target'));
afterAll(() => bench.close());

const storeOf = (holder: string) => new RunnerStore(bench.database, { holder, lease: { seconds: 30 } });

async function accept(key: string, part: string | null = null): Promise<string> {
  const action = acceptedAt(key, { part });
  await new ActionStore(bench.database).accept(bench.database.pool, [action]);
  return action.id;
}

async function take(store: RunnerStore): Promise<TakenAction> {
  const limits = { room: 1, lanes: 1, running: [], lostKeys: [] };
  const [taken] = await store.take(bench.database.pool, limits);
  if (!taken) throw new Error('nothing was taken');
  return taken;
}

const leaseIsOver = (key: string) =>
  bench.database.pool.query(`update target set lease_until = now() - interval '1 s' where key = $1`, [key]);

describe('a holder whose lease was over and whose target was taken by another', () => {
  it('writes nothing any more: no checkpoint, no memory, no end', async () => {
    const { pool } = bench.database;
    const key = randomUUID();
    await accept(key);
    const [former, next] = [storeOf('former'), storeOf('next')];
    const before = await take(former);
    await leaseIsOver(key);
    const after = await take(next);
    expect(after).toMatchObject({ id: before.id, attempts: 2 });

    const end = abandoned(before, { kind: 'cancelled', reason: 'spec' });
    expect(await former.checkpoint(pool, holdOf(before), { reset: 'sent' })).toBe(false);
    expect(await former.remember(pool, holdOf(before), { memory: { by: 'former' } })).toBe(false);
    expect(await former.confirm(pool, [holdOf(before)])).toEqual(new Set());
    expect(await ends.write(pool, [end])).toEqual([]);
    expect(await former.renew(pool, [])).toEqual(new Set());

    expect(await next.checkpoint(pool, holdOf(after), { reset: 'sent' })).toBe(true);
    expect(await next.confirm(pool, [holdOf(after)])).toEqual(new Set([after.id]));
  });

  it('is refused even where it holds the target again', async () => {
    const { pool } = bench.database;
    const key = randomUUID();
    await accept(key);
    const [former, next] = [storeOf('former'), storeOf('next')];
    const before = await take(former);
    await leaseIsOver(key);
    await take(next);
    await leaseIsOver(key);
    await take(former);
    expect(await former.checkpoint(pool, holdOf(before), {})).toBe(false);
    expect(await former.confirm(pool, [holdOf(before)])).toEqual(new Set());
  });
});

it('a target on which nothing is under way is not kept by renewing', async () => {
  const { pool } = bench.database;
  const key = randomUUID();
  const id = await accept(key);
  const store = storeOf('holder');
  await take(store);
  expect(await store.renew(pool, [])).toContain(key);
  await pool.query(`update action set state = 'cancelled', finished_at = now() where id = $1`, [id]);
  expect(await store.renew(pool, [])).not.toContain(key);
});

it('a target at which a lost call still goes on is taken by another process only', async () => {
  const { pool } = bench.database;
  const key = randomUUID();
  await accept(key);
  const store = storeOf('loser');
  await take(store);
  await leaseIsOver(key);
  expect(await store.take(pool, { room: 1, lanes: 1, running: [], lostKeys: [key] })).toEqual([]);
  expect(await take(storeOf('other'))).toMatchObject({ key });
});

describe('with several lanes', () => {
  const { lanes, runs } = { lanes: 4, runs: { running: [], lostKeys: [] } };
  const idsOf = (taken: readonly TakenAction[]) => taken.map(({ id }) => id).sort();
  const endOf = (action: TakenAction) => abandoned(action, { kind: 'cancelled', reason: 'spec' });

  it('actions on different parts of a target run together, more join them, and never above the lanes', async () => {
    const { pool } = bench.database;
    const [key, store] = [randomUUID(), storeOf('holder')];
    const first = [await accept(key, 'one'), await accept(key, 'two')];
    const taken = await store.take(pool, { room: 10, lanes, ...runs });
    expect(idsOf(taken)).toEqual([...first].sort());
    const later = [await accept(key, 'three'), await accept(key, 'four'), await accept(key, 'five')];
    const joined = await store.take(pool, { room: 10, lanes, running: first, lostKeys: [] });
    expect(idsOf(joined)).toEqual(later.slice(0, 2).sort());
    expect(new Set([...taken, ...joined].map(({ epoch }) => epoch)).size).toBe(1);
    expect(await storeOf('other').take(pool, { room: 10, lanes, ...runs })).toEqual([]);
    for (const held of [...taken, ...joined]) await ends.write(pool, [endOf(held)]);
  });

  it('two on one part run one after the other, in their order, although the first waits to be asked again', async () => {
    const { pool } = bench.database;
    const [key, store] = [randomUUID(), storeOf('holder')];
    const first = await accept(key, 'one');
    const second = await accept(key, 'one');
    const other = await accept(key, 'two');
    const taken = await store.take(pool, { room: 10, lanes, ...runs });
    expect(idsOf(taken)).toEqual([first, other].sort());
    const [mine] = taken.filter(({ id }) => id === first);
    if (!mine) throw new Error('the first was not taken');
    await ends.write(pool, [{ ...endOf(mine), state: 'waiting', afterSeconds: 60, failure: null }]);
    expect(await store.take(pool, { room: 10, lanes, running: [other], lostKeys: [] })).toEqual([]);
    await ends.write(pool, [endOf(mine)]);
    expect(idsOf(await store.take(pool, { room: 10, lanes, running: [other], lostKeys: [] }))).toEqual([second]);
  });

  it('no more is taken than there is room for, and no target without an action of it', async () => {
    const { pool } = bench.database;
    const [one, two, store] = [randomUUID(), randomUUID(), storeOf(randomUUID())];
    for (const key of [one, two]) for (const part of ['a', 'b', 'c']) await accept(key, part);
    const taken = await store.take(pool, { room: 3, lanes, ...runs });
    expect(taken).toHaveLength(3);
    expect(new Set(taken.map(({ key }) => key))).toEqual(new Set([one, two]));
  });

  it('a holder that lost the target writes the end of none of its actions', async () => {
    const { pool } = bench.database;
    const [key, former, next] = [randomUUID(), storeOf('former'), storeOf('next')];
    for (const part of ['one', 'two', 'three']) await accept(key, part);
    const before = await former.take(pool, { room: 10, lanes, ...runs });
    await leaseIsOver(key);
    const after = await next.take(pool, { room: 10, lanes, ...runs });
    expect(idsOf(after)).toEqual(idsOf(before));
    expect(before).toHaveLength(3);
    expect(await former.confirm(pool, before.map(holdOf))).toEqual(new Set());
    expect(await ends.write(pool, before.map(endOf))).toEqual([]);
    for (const held of before) expect(await former.remember(pool, holdOf(held), { memory: {} })).toBe(false);
    expect(await next.confirm(pool, after.map(holdOf))).toEqual(new Set(idsOf(after)));
  });
});

it('what is due is taken without reading the targets at which nothing is, also by a plan that was made when there were few', async () => {
  const client = await bench.database.pool.connect();
  const store = storeOf('holder');
  const taking = { room: 10, lanes: 1, running: [], lostKeys: [] };
  /** How many rows of targets this connection has read in its transaction. */
  const targetsRead = async () => {
    const { rows } = await client.query<{ read: number }>(
      `select (seq_tup_read + idx_tup_fetch)::integer as read from pg_stat_xact_user_tables where relname = 'target'`,
    );
    return rows[0]?.read ?? 0;
  };
  try {
    // Many actions at few targets, so that it looks cheaper to go by the targets.
    await client.query(
      `insert into target (key, holder, lease_until) select 'held-' || n, 'other', now() + interval '1 h' from generate_series(1, 3) as n`,
    );
    await client.query(`insert into action (id, name, key, driver, request, timeout_seconds)
      select gen_random_uuid(), 'spec', 'held-' || (n % 3 + 1), 'spec', '{}', 60 from generate_series(1, 3000) as n`);
    await client.query('analyze action, target');
    for (let time = 0; time < 8; time += 1) expect(await store.take(client, taking)).toEqual([]);
    await client.query('truncate action, target');
    await client.query('begin');
    await client.query(`insert into target (key) select 'idle-' || n from generate_series(1, 2000) as n`);
    const actions = ['one', 'two', 'three'].map((key) => acceptedAt(key));
    await new ActionStore(bench.database).accept(client, actions);
    const before = await targetsRead();
    expect(await store.take(client, taking)).toHaveLength(3);
    expect((await targetsRead()) - before).toBeLessThan(50);
    await client.query('rollback');
  } finally {
    client.release(true);
  }
});

it('actions whose time is up are ended without waiting for one that another process is writing just now', async () => {
  const { pool } = bench.database;
  const [written, late] = [await accept(randomUUID()), await accept(randomUUID())];
  await pool.query(`update action set deadline = now() - interval '1 s'`);
  const writer = await pool.connect();
  const looker = await pool.connect();
  try {
    await writer.query('begin');
    await writer.query('select from action where id = $1 for no key update', [written]);
    await looker.query(`begin; set local lock_timeout = '1 s'`);
    expect((await ends.expire(looker)).map(({ id }) => id)).toEqual([late]);
    await looker.query('commit');
    await writer.query('rollback');
    expect((await ends.expire(pool)).map(({ id }) => id)).toEqual([written]);
  } finally {
    // What failed in the middle must not go back to the pool.
    writer.release(true);
    looker.release(true);
  }
});
