import { createTestDatabase, type TestDatabase } from '@drydock/local-servers/testing';
import { inTransaction } from '@drydock/messaging';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { EventStore } from '../engine/event.store.js';
import { databaseBefore } from '../testing/migrated-database.js';

let test: TestDatabase;

beforeEach(async () => {
  test = await createTestDatabase();
});
afterEach(() => test.drop());

it('events from before a new release keep their ids, and new ones come after them', async () => {
  const task = randomUUID();
  const before = await databaseBefore(test, 'EventsTogether');
  await before.pool.query(
    `insert into event (task_id, node, kind, body)
     select $1, 'n1', 'step-changed', jsonb_build_object('number', n) from generate_series(1, 3) as n`,
    [task],
  );
  await before.close();

  const after = await databaseBefore(test);
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
