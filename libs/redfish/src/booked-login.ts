import { endSession, logIn, mayHaveOpened, type Login, type LoginAttempt } from './login.js';
import { openedNothing } from './lost-login.js';
import type { BookedSession, BookEntry, OpenSession, SessionBook } from './session-book.js';
import type { RedfishTarget, Transport } from './transport.js';

/** A login with its place in the book. */
export type BookedLogin =
  | Exclude<Login, { readonly kind: 'session' }>
  | {
      readonly kind: 'session';
      readonly id: string;
      readonly token: string;
      readonly path: string | null;
      /** Somebody had opened it already: it may have ended since. */
      readonly found: boolean;
    };

/** Who logs in, and where it is written down. */
export interface Booking {
  readonly transport: Transport;
  readonly target: RedfishTarget;
  readonly book: SessionBook;
  readonly user: string;
  /** Places of logins whose answers were lost. */
  readonly lost: Set<string>;
}

const logoutTimeoutMs = 5_000;
const bothMayBeOpen = 'two sessions may be open whose tokens are lost';

/** Uses the session that is open, else opens one; the password where there are too many. */
export async function enter(booking: Booking, signal: AbortSignal): Promise<BookedLogin> {
  const entry = await roomOrSession(booking);
  switch (entry.kind) {
    case 'open':
      return { kind: 'session', ...entry.session, found: true };
    case 'room':
      return openIn(entry.id, booking, { ...booking, signal });
    case 'full':
      return { kind: 'basic', lasts: 'for now', full: bothMayBeOpen };
  }
}

async function roomOrSession(booking: Booking): Promise<BookEntry> {
  const { book, target, user } = booking;
  const entry = await book.enter(target, user);
  if (entry.kind !== 'full' || entry.oldest === null) return entry;
  await end(booking, entry.oldest);
  return book.enter(target, user);
}

async function openIn(id: string, booking: Booking, attempt: LoginAttempt): Promise<BookedLogin> {
  const { book, target, transport, lost } = booking;
  const login = await logIn(attempt).catch(async (error: unknown) => {
    // What may be open without anybody knowing its token keeps its place, as does what cannot be written down.
    const mayBeOpen = mayHaveOpened(error);
    if (mayBeOpen) lost.add(id);
    await (mayBeOpen ? book.lost(id) : book.ended(id)).catch(() => undefined);
    throw error;
  });
  if (login.kind === 'basic') {
    await book.ended(id);
    return login;
  }
  const session = { id, token: login.token, path: login.path };
  try {
    await book.opened(session, target);
  } catch (error) {
    await logOut({ transport, target }, session);
    throw error;
  }
  if (lost.size > 0 && (await openedNothing(attempt, session))) await giveBack(booking);
  return { kind: 'session', ...session, found: false };
}

async function giveBack({ book, lost }: Booking): Promise<void> {
  for (const id of lost) {
    lost.delete(id);
    // A place that cannot be given back now is free by itself later.
    await book.ended(id).catch(() => undefined);
  }
}

/** Ends a session, whoever else uses it. */
export async function end({ book, ...at }: Booking, session: BookedSession): Promise<void> {
  await ((await logOut(at, session)) ? book.ended(session.id) : book.lost(session.id));
}

/** Ends a session that nobody else uses. One that cannot be ended now stays in the book, for whoever is next. */
export async function leave({ book, user, ...at }: Booking, session: BookedSession): Promise<void> {
  try {
    if ((await book.leave(session.id, user)) && (await logOut(at, session))) await book.ended(session.id);
  } catch {
    // The book is away, at the end of the process: the session is in it.
  }
}

/** Deletes a session by its own token. Answers whether it is certainly gone. */
const logOut = (at: Pick<Booking, 'transport' | 'target'>, session: OpenSession): Promise<boolean> =>
  endSession({ ...at, signal: AbortSignal.timeout(logoutTimeoutMs) }, session);
