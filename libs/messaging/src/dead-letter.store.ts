import type { Pool } from 'pg';
import { knownHeaders, withoutSecrets } from './redaction.js';
import type { Sql } from './sql.js';

/** A message that could not be read or handled: kept for an operator, out of everybody's way. */
export interface DeadLetter {
  readonly id: string;
  readonly subject: string;
  readonly headers: Record<string, string>;
  readonly reason: string;
  readonly body: string;
  readonly createdAt: Date;
  readonly retriedAt: Date | null;
}

const longestBodyKept = 64 * 1024;

export class DeadLetterStore {
  constructor(private readonly pool: Pool) {}

  /** Keeps the message, its body without plain secrets and cut at 64 KiB. What is not JSON, or was cut, cannot be retried. */
  async add(letter: Pick<DeadLetter, 'subject' | 'headers' | 'reason' | 'body'>, sql: Sql = this.pool): Promise<void> {
    await sql.query({
      text: 'insert into dead_letter (subject, headers, reason, body) values ($1, $2, $3, $4)',
      values: [
        letter.subject,
        knownHeaders(letter.headers),
        keepable(letter.reason),
        keepable(withoutSecrets(letter.body)).slice(0, longestBodyKept),
      ],
    });
  }

  /** How many nobody has retried. */
  async count(): Promise<number> {
    const { rows } = await this.pool.query<{ count: number }>(
      'select count(*)::integer as count from dead_letter where retried_at is null',
    );
    return rows[0]?.count ?? 0;
  }

  /** Newest first, at most 200. */
  async list(): Promise<DeadLetter[]> {
    const { rows } = await this.pool.query<DeadLetter>(
      `select id, subject, headers, reason, body, created_at as "createdAt", retried_at as "retriedAt"
       from dead_letter order by created_at desc, id limit 200`,
    );
    return rows;
  }

  /** Puts the message back on its way; false when there is none of that id. */
  async retry(id: string): Promise<boolean> {
    const { rowCount } = await this.pool.query({
      text: `with letter as (update dead_letter set retried_at = now() where id = $1 returning id, subject, headers, body)
             insert into outbox (subject, headers, body)
             select subject, headers || jsonb_build_object('Nats-Msg-Id', 'retry-' || gen_random_uuid()), body::jsonb from letter`,
      values: [id],
    });
    return rowCount === 1;
  }
}

/** Postgres keeps no NUL, and no half of a surrogate pair. */
const keepable = (text: string): string => text.replaceAll('\u0000', '').toWellFormed();
