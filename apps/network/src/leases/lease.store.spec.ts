import { ActionRow } from '@drydock/actions';
import { createTestDatabase, type TestDatabase } from '@drydock/local-servers/testing';
import { Database } from '@drydock/service';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { keepLeases, takeExpired } from './lease.store.js';
import { PortLeases1700000004000 } from './leases.migration.js';

let test: TestDatabase;
let database: Database;
beforeAll(async () => {
  test = await createTestDatabase();
  database = await Database.open({
    url: test.url,
    name: 'spec',
    connections: 2,
    entities: [],
    migrations: [PortLeases1700000004000],
    onError: () => undefined,
  });
});
beforeEach(() => database.pool.query('truncate port_lease'));
afterAll(async () => {
  await database.close();
  await test.drop();
});

interface Ended {
  readonly name?: string;
  readonly key?: string;
  readonly port: string;
  readonly seconds?: number;
  readonly keepVlans?: number[];
  readonly state?: ActionRow['state'];
  readonly dryRun?: boolean;
}

/** An action on a port that has ended; a plain one puts it into the provisioning network. */
function ended({ name, key = 'switch-1', port, seconds, keepVlans, state, dryRun }: Ended): ActionRow {
  const action = name ?? 'ConfigurePortProvisioning';
  const parameters = { port, ...(seconds !== undefined && { leaseSeconds: seconds }), ...(keepVlans && { keepVlans }) };
  return Object.assign(new ActionRow(), {
    id: randomUUID(),
    name: action,
    key,
    node: `node at ${port}`,
    taskId: null,
    state: state ?? 'succeeded',
    dryRun: dryRun ?? false,
    request: { action, target: { type: 'fake', address: key }, parameters },
  });
}

const keep = (...rows: ActionRow[]): Promise<void> => keepLeases(database.pool, rows);

async function kept(): Promise<string[]> {
  const { rows } = await database.pool.query<{ lease: string }>(
    `select key || ' ' || port || ' ' || round(extract(epoch from expires_at - now())) as lease from port_lease order by key, port`,
  );
  return rows.map(({ lease }) => lease);
}

describe('leases of ports whose actions end together', () => {
  it('begin, are renewed and end, each for its own port of its own switch', async () => {
    await keep(
      ended({ port: '1', seconds: 600 }),
      ended({ port: '2', seconds: 600 }),
      ended({ key: 'switch-2', port: '1', seconds: 600 }),
    );
    await keep(
      ended({ port: '1', seconds: 900 }),
      ended({ name: 'ConfigurePortProduction', port: '2' }),
      ended({ key: 'switch-2', port: '2', seconds: 300 }),
    );
    expect(await kept()).toEqual(['switch-1 1 900', 'switch-2 1 600', 'switch-2 2 300']);
  });

  it('say of each port what isolates it again: who opened it, at which switch, which VLANs stay', async () => {
    const [one, two] = [ended({ port: '1', seconds: 0, keepVlans: [7, 8] }), ended({ port: '2', seconds: 0 })];
    await keep(two, one);
    const expired = await takeExpired(database.pool);
    expect(expired.sort((a, b) => (a.port < b.port ? -1 : 1))).toEqual([
      expect.objectContaining({ port: '1', actionId: one.id, node: 'node at 1', keepVlans: [7, 8] }),
      expect.objectContaining({ port: '2', actionId: two.id, target: two.request.target, keepVlans: [] }),
    ]);
  });

  it('stay as they are where an action failed, only looked, or does nothing to ports', async () => {
    await keep(ended({ port: '1', seconds: 600 }));
    await keep(
      ended({ name: 'ConfigurePortProduction', port: '1', state: 'failed' }),
      ended({ name: 'ConfigurePortIsolated', port: '1', dryRun: true }),
      ended({ name: 'InterrogatePort', port: '1' }),
      ended({ port: '2', seconds: 600, state: 'failed' }),
    );
    expect(await kept()).toEqual(['switch-1 1 600']);
  });

  it('are as the last of several actions on one port left them', async () => {
    await keep(ended({ port: '1', seconds: 600 }), ended({ name: 'ConfigurePortProduction', port: '1' }));
    await keep(ended({ port: '2', seconds: 600 }), ended({ port: '2', seconds: 900 }));
    expect(await kept()).toEqual(['switch-1 2 900']);
  });
});
