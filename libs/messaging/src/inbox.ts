import type { Sql } from './sql.js';

/**
 * Notes messages as handled, in the transaction that handles them, and answers which of them are new. Those that
 * were handled before, or stand twice in the list, are left out: handling a message twice changes nothing.
 */
export async function takeNew(transaction: Sql, messageIds: readonly string[]): Promise<Set<string>> {
  if (messageIds.length === 0) return new Set();
  const { rows } = await transaction.query<{ message_id: string }>({
    name: 'inbox-take-new',
    text: `insert into inbox (message_id) select distinct unnest($1::text[]) as message_id order by 1
           on conflict do nothing returning message_id`,
    values: [messageIds],
  });
  return new Set(rows.map((row) => row.message_id));
}

/** Forgets messages that no stream can deliver again. */
export async function pruneInbox(sql: Sql, olderThanDays: number): Promise<void> {
  await sql.query({
    text: `delete from inbox where handled_at < now() - make_interval(days => $1)`,
    values: [olderThanDays],
  });
}
