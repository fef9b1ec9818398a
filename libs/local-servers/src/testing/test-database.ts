import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { inject } from 'vitest';
import { urlFor, withClient } from '../databases.js';
import './provided.js';

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** An empty database of its own, for one suite; `drop` also ends connections that were left open. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { postgresUrl } = inject('drydockServers');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await withClient(postgresUrl, (client) => client.query(`create database ${name} strategy file_copy`));
  return {
    url: urlFor(postgresUrl, { database: name }),
    drop: () =>
      withClient(postgresUrl, async (client) => {
        await untilLeft(client, name);
        await client.query(`drop database if exists ${name} with (force)`);
      }),
  };
}

/** Connections that are just being closed, and listened to by nobody, must not learn that they are ended by force. */
async function untilLeft(client: pg.Client, database: string): Promise<void> {
  const began = Date.now();
  while (Date.now() - began < 1_000) {
    const { rowCount } = await client.query('select from pg_stat_activity where datname = $1', [database]);
    if (rowCount === 0) return;
    await pause(20);
  }
}
