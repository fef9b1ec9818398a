import { createTestDatabase } from '@drydock/local-servers/testing';
import pg from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { Database } from './database.js';

class Once1700000000000 implements MigrationInterface {
  readonly name = 'Once1700000000000';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table once (id integer)');
  }
  async down(): Promise<void> {
    throw new Error('only forward');
  }
}

const options = (url: string) => ({
  url,
  name: 'spec',
  connections: 2,
  entities: [],
  migrations: [Once1700000000000],
  onError: () => undefined,
});

describe('the database of a service', () => {
  it('is made when it is missing and migrated once, however many replicas start at the same time', async () => {
    const { url, drop } = await createTestDatabase();
    await drop();
    const opened = await Promise.all([1, 2, 3].map(() => Database.open(options(url))));
    const [first] = opened;
    expect(first?.pool).toBeInstanceOf(pg.Pool);
    expect(await first?.reachable()).toBe(true);
    const { rows } = (await first?.pool.query('select count(*)::integer as count from migrations')) ?? { rows: [] };
    expect(rows).toEqual([{ count: 1 }]);
    await Promise.all(opened.map((database) => database.close()));
    await drop();
  });

  it('that cannot be opened is named without its password', async () => {
    const failure = await Database.open(options('postgres://me:hidden@127.0.0.1:1/x')).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(String(failure)).toContain('x on 127.0.0.1:1');
    expect(String(failure)).not.toContain('hidden');
  });
});
