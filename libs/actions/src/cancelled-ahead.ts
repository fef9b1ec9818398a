import type { CancelRequest } from '@drydock/contracts';
import type { Sql } from '@drydock/messaging';

/**
 * Notes cancels whose commands are not here yet, so that those end at once when they come. It has to be committed before
 * the actions are asked to stop: a command taken in meanwhile is then seen by the one or the other.
 */
export async function noteCancelsAhead(sql: Sql, requests: readonly CancelRequest[]): Promise<void> {
  await sql.query({
    name: 'cancelled-ahead-note',
    text: `insert into cancelled_ahead (id, reason)
           select distinct on (c.id) c.id, c.reason from unnest($1::uuid[], $2::text[]) as c (id, reason)
           where not exists (select from action a where a.id = c.id) order by c.id
           on conflict do nothing`,
    values: [requests.map(({ id }) => id), requests.map(({ reason }) => reason)],
  });
}

/** Which of these actions were cancelled before they came. */
export async function cancelledAhead(sql: Sql, ids: readonly string[]): Promise<CancelRequest[]> {
  const { rows } = await sql.query<CancelRequest>({
    name: 'cancelled-ahead-find',
    text: 'select id, reason from cancelled_ahead where id = any($1::uuid[])',
    values: [ids],
  });
  return rows;
}

/** Forgets cancels whose commands no stream can deliver any more. */
export async function pruneCancelsAhead(sql: Sql, olderThanDays: number): Promise<void> {
  await sql.query({
    text: 'delete from cancelled_ahead where cancelled_at < now() - make_interval(days => $1)',
    values: [olderThanDays],
  });
}
