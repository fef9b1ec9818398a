import type { Pool, PoolClient } from 'pg';
import { beginHandover, forgetWritten, handOver } from './handover.js';

/** Where statements go: the pool, or the client of an open transaction. */
export type Sql = Pick<Pool | PoolClient, 'query'>;

/** Runs `work` in one transaction. Nothing in it may wait for network or hardware. Its messages are handed to the relay. */
export async function inTransaction<T>(pool: Pool, work: (transaction: Sql) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  // A connection that is lost says so twice: to the statement, and as an event that ends the process when nobody listens.
  client.on('error', toldByTheStatement);
  const release = (broken?: Error | true): void => {
    client.off('error', toldByTheStatement);
    client.release(broken);
  };
  try {
    await client.query('begin');
    beginHandover(pool, client);
    const result = await work(client);
    await client.query('commit');
    handOver(pool, client);
    release();
    return result;
  } catch (error) {
    forgetWritten(client);
    await client.query('rollback').then(
      () => release(),
      (broken: unknown) => release(broken instanceof Error ? broken : true),
    );
    throw error;
  }
}

const toldByTheStatement = (): void => undefined;

/** True when the data itself was refused (SQLSTATE classes 22 and 23): trying again would not help. */
export const isDataError = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  typeof error.code === 'string' &&
  /^2[23]/.test(error.code);
