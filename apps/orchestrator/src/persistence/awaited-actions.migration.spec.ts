import { createTestDatabase, type TestDatabase } from '@drydock/local-servers/testing';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AwaitedActionStore } from '../engine/awaited-action.store.js';
import { databaseBefore } from '../testing/migrated-database.js';

let test: TestDatabase;

beforeEach(async () => {
  test = await createTestDatabase();
});
afterEach(() => test.drop());

it('what is waited for when a new release comes is waited for on, and asked for again with the same command', async () => {
  const before = await databaseBefore(test, 'AwaitedActions');
  const [design, task, walk, action, port] = [randomUUID(), randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  await before.pool.query(`
    insert into design (id, digest, status, documents, findings, site, racks, switches, node_count, created_by)
      values ('${design}', 'spec', 'valid', '[]', '[]', '{}', '[]', '[]', 0, 'spec');
    insert into task (id, kind, design_id, design_ref, options, state, created_by)
      values ('${task}', 'deploy_nodes', '${design}', 'spec', '{}', 'running', 'spec');
    insert into walk (id, task_id, node, state) values ('${walk}', '${task}', 'n1', 'running');
    insert into step (id, walk_id, task_id, node, position, name, state, outcome, service, action, action_id, command, sends,
                      send_again_at, deadline)
      values ('${port}', '${walk}', '${task}', 'n1', 0, 'port', 'ended', 'success', 'network', 'ConfigurePortProvisioning',
              '${port}', '{"port":1}', 1, null, now()),
             (gen_random_uuid(), '${walk}', '${task}', 'n1', 1, 'power', 'sent', null, 'oob', 'PowerOnNode',
              '${action}', '{"node":"n1"}', 3, now() - interval '1 s', now() + interval '1 h'),
             (gen_random_uuid(), '${walk}', '${task}', 'n1', 2, 'boot', 'pending', null, null, null, null, null, 0, null, null)`);
  await before.close();

  const after = await databaseBefore(test);
  const store = new AwaitedActionStore();
  expect(await store.walksOf(after.pool, [action, port])).toEqual([walk]);
  expect(await store.takeUnanswered(after.pool, 10)).toEqual([
    {
      actionId: action,
      service: 'oob',
      action: 'PowerOnNode',
      node: 'n1',
      taskId: task,
      sends: 4,
      command: { node: 'n1' },
    },
  ]);
  const { rows } = await after.pool.query('select command from step where command is not null');
  expect(rows).toEqual([{ command: { port: 1 } }]);
  await after.close();
});
