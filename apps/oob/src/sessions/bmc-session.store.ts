import { isSealed } from '@drydock/contracts';
import { DriverError } from '@drydock/driver';
import {
  lostSessionSeconds,
  type BookedSession,
  type BookEntry,
  type SessionAccount,
  type SessionBook,
} from '@drydock/oob-drivers';
import { SealError, type Database, type SealKeys, type SecretHmac } from '@drydock/service';
import { randomUUID } from 'node:crypto';

export interface BmcSessionParts {
  readonly database: Pick<Database, 'pool'>;
  readonly keys: SealKeys;
  readonly hmac: SecretHmac;
}

interface Row {
  readonly id: string;
  readonly session: unknown;
}

/**
 * The sessions of all replicas, in their database: whoever needs one uses what another has opened, also one that was
 * killed since. That there are never more than two at a BMC is in the key of the table.
 */
export class BmcSessionStore implements SessionBook {
  /** Tells the users of this process from those of others. */
  private readonly process = randomUUID();

  constructor(private readonly parts: BmcSessionParts) {}

  async enter(account: SessionAccount, user: string): Promise<BookEntry> {
    const open = await this.join(account, user);
    if (open) return { kind: 'open', session: open };
    const id = await this.claim(account, user);
    if (id !== null) return { kind: 'room', id };
    return { kind: 'full', oldest: await this.oldest(account.origin) };
  }

  async opened({ id, token, path }: BookedSession, { origin }: SessionAccount): Promise<void> {
    const sealed = await this.parts.keys.seal({ token, path }, origin);
    await this.query({
      name: 'bmc-session-opened',
      text: 'update bmc_session set session = $2, since = now() where id = $1',
      values: [id, JSON.stringify(sealed)],
    });
  }

  async ended(id: string): Promise<void> {
    await this.query({ name: 'bmc-session-ended', text: 'delete from bmc_session where id = $1', values: [id] });
  }

  async lost(id: string): Promise<void> {
    await this.query({
      name: 'bmc-session-lost',
      text: 'update bmc_session set session = null, since = now() where id = $1',
      values: [id],
    });
  }

  async leave(id: string, user: string): Promise<boolean> {
    const [row] = await this.query<{ unused: boolean }>({
      name: 'bmc-session-leave',
      text: `update bmc_session set users = array_remove(users, $2) where id = $1
             returning users = '{}' as unused`,
      values: [id, this.userOf(user)],
    });
    return row?.unused ?? false;
  }

  private async join({ origin, ...login }: SessionAccount, user: string): Promise<BookedSession | null> {
    const [row] = await this.query<Row>({
      name: 'bmc-session-join',
      text: `update bmc_session set users = array_append(array_remove(users, $3), $3)
             where (origin, place) in (
               select origin, place from bmc_session
               where origin = $1 and account = $2 and session is not null order by place limit 1 for update)
             returning id, session`,
      values: [origin, this.markOf(login), this.userOf(user)],
    });
    return row ? this.readable(row, origin) : null;
  }

  /** A place that is free, or whose session must have ended by itself meanwhile. The other one where somebody was faster. */
  private async claim({ origin, ...login }: SessionAccount, user: string): Promise<string | null> {
    const id = randomUUID();
    for (const place of [1, 2]) {
      const taken = await this.query({
        name: 'bmc-session-claim',
        text: `insert into bmc_session as b (origin, place, id, account, users) values ($1, $2, $3, $4, array[$5])
               on conflict (origin, place) do update
               set id = excluded.id, account = excluded.account, users = excluded.users, since = now()
               where b.session is null and b.since < now() - make_interval(secs => $6)
               returning id`,
        values: [origin, place, id, this.markOf(login), this.userOf(user), lostSessionSeconds],
      });
      if (taken.length > 0) return id;
    }
    return null;
  }

  private async oldest(origin: string): Promise<BookedSession | null> {
    const [row] = await this.query<Row>({
      name: 'bmc-session-oldest',
      text: `select id, session from bmc_session where origin = $1 and session is not null order by since limit 1`,
      values: [origin],
    });
    return row ? this.readable(row, origin) : null;
  }

  /** Null where it is sealed with a key that is there no more: it ends by itself. */
  private async readable({ id, session }: Row, origin: string): Promise<BookedSession | null> {
    try {
      const opened: unknown = isSealed(session) ? await this.parts.keys.open(session, origin) : null;
      if (isSession(opened)) return { id, token: opened.token, path: opened.path };
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
    }
    await this.lost(id);
    return null;
  }

  private userOf(connection: string): string {
    return `${this.process} ${connection}`;
  }

  private markOf({ username, password }: Pick<SessionAccount, 'username' | 'password'>): string {
    return this.parts.hmac.of({ username, password });
  }

  private async query<R extends object>(statement: {
    readonly name: string;
    readonly text: string;
    readonly values: readonly unknown[];
  }): Promise<R[]> {
    try {
      const { rows } = await this.parts.database.pool.query<R>({ ...statement, values: [...statement.values] });
      return rows;
    } catch (cause) {
      throw new DriverError(
        'busy',
        'the sessions of the BMC could not be looked up: the database of the service refused it',
        {
          evidence: [cause instanceof Error ? cause.message : String(cause)],
          advice: 'See whether the database of the service is up; what was asked goes on by itself when it is.',
          cause,
        },
      );
    }
  }
}

const isSession = (value: unknown): value is { readonly token: string; readonly path: string | null } =>
  typeof value === 'object' &&
  value !== null &&
  'token' in value &&
  typeof value.token === 'string' &&
  'path' in value &&
  (value.path === null || typeof value.path === 'string');
