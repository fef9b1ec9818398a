import { createTestDatabase, type TestDatabase } from '@drydock/local-servers/testing';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ActionStore } from './action.store.js';
import { abandoned, holdOf } from './outcome.js';
import { RunnerStore, type TakenAction } from './runner.store.js';
import { RunnerBench } from './testing/runner-bench.js';

let database: TestDatabase;
let directory: string;
let bench: RunnerBench;

beforeAll(async () => {
  [database, directory] = await Promise.all([createTestDatabase(), mkdtemp(join(tmpdir(), 'drydock-'))]);
  bench = await RunnerBench.open(database.url, join(directory, 'seal.key'));
});
afterAll(async () => {
  await bench.close();
  await database.drop();
  await rm(directory, { recursive: true });
});

const storeOf = (holder: string) => new RunnerStore(bench.database, { holder, lease: { seconds: 30 } });

async function accept(key: string): Promise<string> {
  const id = randomUUID();
  const request = { id, action: 'InterrogatePort', target: { type: 'scripted', address: key } };
  await new ActionStore(bench.database).accept(bench.database.pool, [
    { id, request, key, timeoutSeconds: 60, taskId: null, traceparent: null },
  ]);
  return id;
}

async function take(store: RunnerStore): Promise<TakenAction> {
  const limits = { keys: 1, lanes: 1, running: [], lostKeys: [] };
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
    expect(await former.write(pool, [end])).toEqual([]);
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
  expect(await store.take(pool, { keys: 1, lanes: 1, running: [], lostKeys: [key] })).toEqual([]);
  expect(await take(storeOf('other'))).toMatchObject({ key });
});
