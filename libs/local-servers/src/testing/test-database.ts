import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { urlFor } from '../databases.js';
import './provided.js';

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** An empty database of its own, for one suite; `drop` also ends connections that were left open. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { postgresUrl } = inject('drydockServers');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const administer = async (statement: string): Promise<void> => {
    const client = new pg.Client({ connectionString: postgresUrl });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  await administer(`create database ${name} strategy file_copy`);
  return {
    url: urlFor(postgresUrl, { database: name }),
    drop: () => administer(`drop database if exists ${name} with (force)`),
  };
}
