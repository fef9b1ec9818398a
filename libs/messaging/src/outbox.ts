import type { OutgoingMessage } from './envelope.js';
import { fromJsonLines, jsonLines } from './json-lines.js';
import { isHandedOver, noteWritten } from './handover.js';
import type { Sql } from './sql.js';

/** For which nobody else sends a row that its process is about to send. */
const leaseSeconds = 30;

/** Writes messages beside the state that they tell of, in the same transaction. The relay sends them. */
export async function enqueue(transaction: Sql, messages: readonly OutgoingMessage[]): Promise<void> {
  if (messages.length === 0) return;
  const bodies = messages.map(({ body }) => JSON.stringify(body));
  const { rows } = await transaction.query<{ id: string }>({
    name: 'outbox-enqueue',
    text: `insert into outbox (subject, headers, body, leased_until)
           select subject, headers, body, case when $4 then now() + interval '${leaseSeconds} s' end
           from unnest($1::text[], ${fromJsonLines('$2', 'json')}, ${fromJsonLines('$3', 'json')})
             with ordinality as m (subject, headers, body, place) order by place
           returning id`,
    values: [
      messages.map(({ subject }) => subject),
      jsonLines(messages.map(({ headers }) => headers)),
      bodies.join('\n'),
      isHandedOver(transaction),
    ],
  });
  // Ids are given in the order of insertion.
  const ids = rows.map(({ id }) => id).sort(byNumber);
  noteWritten(
    transaction,
    messages.map(({ subject, headers }, place) => ({
      id: ids[place] ?? '',
      subject,
      headers,
      body: bodies[place] ?? '',
    })),
  );
}

export interface OutboxRow {
  readonly id: string;
  readonly subject: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body: string;
}

/** Leases the oldest rows that nobody is sending. A lease, not a cursor: rows commit out of order. */
export async function leaseOutbox(sql: Sql, limit: number): Promise<OutboxRow[]> {
  // Not prepared: a plan made while the table was empty reads all of it, dead rows and all.
  const { rows } = await sql.query<OutboxRow>({
    text: `update outbox set leased_until = now() + interval '${leaseSeconds} s'
           where ctid = any(array(
             select ctid from outbox where leased_until is null or leased_until < now()
             order by id limit $1 for update skip locked))
           returning id, subject, headers, body::text as body`,
    values: [limit],
  });
  return rows.sort((a, b) => byNumber(a.id, b.id));
}

/** Forgets rows that the stream has acknowledged. */
export async function removeFromOutbox(sql: Sql, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await sql.query({ name: 'outbox-remove', text: 'delete from outbox where id = any($1::bigint[])', values: [ids] });
}

/** Gives rows back that could not be sent. */
export async function releaseOutbox(sql: Sql, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await sql.query({
    name: 'outbox-release',
    text: 'update outbox set leased_until = null where id = any($1::bigint[])',
    values: [ids],
  });
}

const byNumber = (a: string, b: string): number => Number(BigInt(a) - BigInt(b));
