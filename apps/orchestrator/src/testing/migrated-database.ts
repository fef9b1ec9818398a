import type { TestDatabase } from '@drydock/local-servers/testing';
import { messagingMigrations } from '@drydock/messaging';
import { Database } from '@drydock/service';
import { migrations } from '../persistence/migrations.js';

/** The orchestrator's database as it was before a migration, told by the beginning of its name; without one, as it is now. */
export function databaseBefore(test: TestDatabase, migration?: string): Promise<Database> {
  const place = migrations.findIndex(({ name }) => migration !== undefined && name.startsWith(migration));
  if (migration !== undefined && place === -1) throw new Error(`there is no migration ${migration}`);
  return Database.open({
    url: test.url,
    name: 'spec',
    connections: 2,
    entities: [],
    migrations: [...messagingMigrations, ...(place === -1 ? migrations : migrations.slice(0, place))],
    onError: () => undefined,
  });
}
