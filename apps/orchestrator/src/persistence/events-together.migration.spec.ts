import { createTestDatabase, type TestDatabase } from '@drydock/local-servers/testing';
import { inTransaction, messagingMigrations } from '@drydock/messaging';
import { Database } from '@drydock/service';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { EventStore } from '../engine/event.store.js';
import { migrations } from './migrations.js';

let test: TestDatabase;

beforeEach(async () => {
  test = await createTestDatabase();
});
afterEach(() => test.drop());

const open = (upTo: number): Promise<Database> =>
  Database.open({
    url: test.url,
    name: 'spec',
    connections: 2,
    entities: [],
    migrations: [...messagingMigrations, ...migrations.slice(0, upTo)],
    onError: () => undefined,
  });

it('events from before a new release keep their ids, and new ones come after them', async () => {
  const task = randomUUID();
  const before = await open(migrations.findIndex(({ name }) => name.startsWith('EventsTogether')));
  await before.pool.query(
    `insert into event (task_id, node, kind, body)
     select $1, 'n1', 'step-changed', jsonb_build_object('number', n) from generate_series(1, 3) as n`,
    [task],
  );
  await before.close();

  const after = await open(migrations.length);
  const store = new EventStore(after.pool);
  await inTransaction(after.pool, (transaction) =>
    store.append(transaction, [{ taskId: task, node: 'n1', kind: 'node-changed', body: { number: 4 } }]),
  );
  const events = await store.after('1', { task });
  expect(events.map(({ kind, body }) => [kind, body['number']])).toEqual([
    ['step-changed', 2],
    ['step-changed', 3],
    ['node-changed', 4],
  ]);
  expect(events.slice(0, 2).map(({ id }) => id)).toEqual(['2', '3']);
  expect(Number(events[2]?.id)).toBeGreaterThan(3);
  await after.close();
});
