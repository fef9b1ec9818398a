import type { RedfishTarget } from './transport.js';

/** A session as it is used: its token, and where it is deleted; a BMC that does not say where has it end by itself. */
export interface OpenSession {
  readonly token: string;
  readonly path: string | null;
}

/** A session that is in the book, under its id. */
export interface BookedSession extends OpenSession {
  readonly id: string;
}

export type SessionAccount = Pick<RedfishTarget, 'origin' | 'username' | 'password'>;

/** What there is for somebody who needs a session. */
export type BookEntry =
  /** One is open; it is to be used. */
  | { readonly kind: 'open'; readonly session: BookedSession }
  /** There is room for one, which is kept under this id until it is said what became of it. */
  | { readonly kind: 'room'; readonly id: string }
  /** There are two already, of others. `oldest` may be deleted to make room; null where nobody knows how. */
  | { readonly kind: 'full'; readonly oldest: BookedSession | null };

/**
 * Where it is kept which sessions are open, so that there are never more than two at a BMC. Whoever shares a book shares
 * its sessions. A user is one connection, by a name that no other of its process has.
 */
export interface SessionBook {
  /** The session that is open for this account; else room for one. */
  enter(account: SessionAccount, user: string): Promise<BookEntry>;
  opened(session: BookedSession, account: SessionAccount): Promise<void>;
  /** There is no such session at the BMC any more, or there never was. */
  ended(id: string): Promise<void>;
  /** Nobody can say that it has ended, and nobody can end it: it counts until BMCs have ended it by themselves. */
  lost(id: string): Promise<void>;
  /** Answers whether nobody uses it any more: then it is to be deleted. */
  leave(id: string, user: string): Promise<boolean>;
}

/** Sessions that nobody uses are ended by BMCs after half an hour, as a rule. */
export const lostSessionSeconds = 30 * 60;
export const mostSessionsPerBmc = 2;

interface Place {
  readonly id: string;
  readonly account: SessionAccount;
  readonly users: Set<string>;
  session: BookedSession | null;
}

/** The sessions of one process, where no other is at its BMCs. */
export class OwnSessions implements SessionBook {
  readonly #atOrigin = new Map<string, readonly Place[]>();
  readonly #places = new Map<string, Place>();
  #count = 0;

  async enter(account: SessionAccount, user: string): Promise<BookEntry> {
    const places = this.#atOrigin.get(account.origin) ?? [];
    const open = places.find((place) => place.session !== null && isSame(place.account, account));
    if (open?.session) {
      open.users.add(user);
      return { kind: 'open', session: open.session };
    }
    if (places.length >= mostSessionsPerBmc) {
      return { kind: 'full', oldest: places.find(({ session }) => session !== null)?.session ?? null };
    }
    const place = { id: String((this.#count += 1)), account, users: new Set([user]), session: null };
    this.#atOrigin.set(account.origin, [...places, place]);
    this.#places.set(place.id, place);
    return { kind: 'room', id: place.id };
  }

  async opened(session: BookedSession): Promise<void> {
    const place = this.#places.get(session.id);
    if (place) place.session = session;
  }

  async ended(id: string): Promise<void> {
    const place = this.#places.get(id);
    if (!place) return;
    this.#places.delete(id);
    const { origin } = place.account;
    const others = (this.#atOrigin.get(origin) ?? []).filter((other) => other !== place);
    if (others.length > 0) this.#atOrigin.set(origin, others);
    else this.#atOrigin.delete(origin);
  }

  async lost(id: string): Promise<void> {
    const place = this.#places.get(id);
    if (!place) return;
    place.session = null;
    setTimeout(() => void this.ended(id), lostSessionSeconds * 1_000).unref();
  }

  async leave(id: string, user: string): Promise<boolean> {
    const place = this.#places.get(id);
    place?.users.delete(user);
    return place?.users.size === 0;
  }
}

const isSame = (one: SessionAccount, other: SessionAccount): boolean =>
  one.username === other.username && one.password === other.password;
