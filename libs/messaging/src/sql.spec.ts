import { createTestDatabase, type TestDatabase } from '@drydock/local-servers/testing';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTransaction } from './index.js';

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

describe('a transaction', () => {
  it('whose connection is lost between two statements fails; the process lives, and the next one gets another connection', async () => {
    const ended = new Promise((resolve) =>
      pool.once('connect', (client: pg.PoolClient) => client.once('end', resolve)),
    );
    const lost = inTransaction(pool, async (transaction) => {
      const { rows } = await transaction.query<{ pid: number }>('select pg_backend_pid() as pid');
      await pool.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
      await ended;
      await transaction.query('select 1');
    });
    await expect(lost).rejects.toThrow(/not queryable|terminat/);
    await expect(inTransaction(pool, (transaction) => transaction.query('select 1 as one'))).resolves.toMatchObject({
      rows: [{ one: 1 }],
    });
  });
});
