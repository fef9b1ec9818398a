import type { Pool } from 'pg';
import type { OutboxRow } from './outbox.js';
import type { Sql } from './sql.js';

/** More than a relay can have to do at a time; what comes beyond stays in the table until its lease is over. */
const handedOverAtMost = 10_000;

/**
 * Rows of the outbox that go from the transaction that writes them straight to the relay of the same process, leased to it from the
 * start. The table is read only for those that were left behind: by a process that died, or while the broker was away.
 */
const waiting = new WeakMap<Pool, OutboxRow[]>();
const written = new WeakMap<Sql, OutboxRow[]>();

/** From now on what is written over this pool is handed over, since somebody sends it. */
export const expectHandover = (pool: Pool): void => void waiting.set(pool, []);

/** From now on it stays in the table. Answers what was not taken. */
export function endHandover(pool: Pool): OutboxRow[] {
  const left = waiting.get(pool) ?? [];
  waiting.delete(pool);
  return left;
}

export const takeHandedOver = (pool: Pool, limit: number): OutboxRow[] => waiting.get(pool)?.splice(0, limit) ?? [];

/** A transaction begins on this connection. */
export function beginHandover(pool: Pool, transaction: Sql): void {
  if (waiting.has(pool)) written.set(transaction, []);
}

export const isHandedOver = (transaction: Sql): boolean => written.has(transaction);

export const noteWritten = (transaction: Sql, rows: readonly OutboxRow[]): void =>
  void written.get(transaction)?.push(...rows);

/** It has committed. */
export function handOver(pool: Pool, transaction: Sql): void {
  const rows = written.get(transaction) ?? [];
  written.delete(transaction);
  const queue = waiting.get(pool);
  if (queue && queue.length < handedOverAtMost) queue.push(...rows);
}

/** It was rolled back. */
export const forgetWritten = (transaction: Sql): void => void written.delete(transaction);
