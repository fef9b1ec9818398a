import { end, enter, leave, type BookedLogin, type Booking } from './booked-login.js';
import { asAccount, readRoot, serviceRootPath } from './login.js';
import { RedfishTransportError } from './redfish.error.js';
import { refusal } from './refusal.js';
import type { SessionBook } from './session-book.js';
import { Transport, type RedfishAnswer, type RedfishRequest, type RedfishTarget } from './transport.js';

const loginAtCloseMs = 5_000;
/** How long a BMC that was too busy for a session is asked with the password instead. */
const basicForNowMs = 60_000;
/** A session that another process had opened may have ended, as may the one that was opened in its place. */
const mostLogins = 3;

export interface ConnectionStart {
  readonly book: SessionBook;
  /** Names the connection in the book; unique to it in this process. */
  readonly user: string;
  /** Resolves when sessions that make room for this connection's have been deleted. */
  readonly ready?: Promise<void>;
}

/**
 * One BMC and one account: at most one session, found in the book or opened when first needed, shared by all requests,
 * deleted on close where nobody else uses it.
 */
export class Connection {
  readonly #target: RedfishTarget;
  readonly #transport: Transport;
  readonly #loginTimeoutMs: number;
  readonly #ready: Promise<void> | undefined;
  readonly #booking: Booking;
  #login: Promise<BookedLogin> | undefined;
  /** Gives up the login that is under way. */
  #giveUp: (() => void) | undefined;
  #forNow: NodeJS.Timeout | undefined;
  #isClosed = false;
  #isOnlyForSessions = false;
  /** Kept for as long as the connection, so without what came with it. */
  #root: { readonly body: unknown } | undefined;

  constructor(target: RedfishTarget, { book, user, ready }: ConnectionStart) {
    this.#target = target;
    this.#ready = ready;
    this.#transport = new Transport(target);
    this.#booking = { transport: this.#transport, target, book, user, lost: new Set() };
    this.#loginTimeoutMs = 2 * (target.requestTimeoutSeconds ?? 30) * 1000;
  }

  get origin(): string {
    return this.#target.origin;
  }

  /** The service root. It is read without logging in, once: its links do not change while a BMC is up. */
  async root(signal: AbortSignal): Promise<unknown> {
    if (this.#root !== undefined) return this.#root.body;
    const request: RedfishRequest = { method: 'GET', path: serviceRootPath };
    const open = await readRoot({ transport: this.#transport, target: this.#target, signal }, null);
    // Against the specification some ask for a login even here.
    const answer = open.status === 401 ? await this.exchange(request, signal) : open;
    if (answer.status !== 200) throw refusal(request, answer);
    const { body } = answer;
    this.#root = { body };
    return body;
  }

  /** Sends a request as the account, logging in when needed and once more when the session has gone. */
  async exchange(request: RedfishRequest, signal: AbortSignal): Promise<RedfishAnswer> {
    let using = this.#loggedIn();
    for (let logins = 1; ; logins += 1) {
      const login = await unlessAborted(using, signal, request);
      if (login.kind === 'basic') {
        const answer = await this.#withPassword(request, login, signal);
        if (answer !== null) return answer;
        if (this.#login === using) this.#login = undefined;
        throw noSession(request, login);
      }
      const answer = await this.#transport.send(asAccount(request, this.#target, login), signal);
      if (answer.status !== 401 || logins === mostLogins) return answer;
      if (logins > 1 && !login.found) return { ...answer, loggedIn: true };
      using = this.#instead(using, login);
    }
  }

  /** Deletes the session, within a few seconds even at a BMC that is silent. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const enough = setTimeout(() => this.#giveUp?.(), loginAtCloseMs);
    const login = await this.#login?.catch(() => undefined);
    clearTimeout(enough);
    clearTimeout(this.#forNow);
    this.#login = undefined;
    if (login?.kind === 'session') await leave(this.#booking, login);
  }

  /** Null where the password is taken only for a session, and no session is left: it is not offered again and again. */
  async #withPassword(
    request: RedfishRequest,
    login: BookedLogin & { kind: 'basic' },
    signal: AbortSignal,
  ): Promise<RedfishAnswer | null> {
    const isFull = login.lasts === 'for now' && login.full !== null;
    if (isFull && this.#isOnlyForSessions) return null;
    const answer = await this.#transport.send(asAccount(request, this.#target, login), signal);
    if (isFull && answer.status === 401) {
      this.#isOnlyForSessions = true;
      return null;
    }
    return answer;
  }

  /** A login in place of one that was refused. The old session may still be there, as where one resource answers 401. */
  #instead(refused: Promise<BookedLogin>, login: BookedLogin & { kind: 'session' }): Promise<BookedLogin> {
    if (this.#login !== refused) return this.#loggedIn();
    return this.#keep(end(this.#booking, login).then(() => this.#open()));
  }

  /** Shared by everybody who asks meanwhile, so it does not hang on the signal of any one of them. */
  #loggedIn(): Promise<BookedLogin> {
    return this.#login ?? this.#keep(this.#open());
  }

  #keep(opening: Promise<BookedLogin>): Promise<BookedLogin> {
    this.#login = opening;
    const forget = () => {
      if (this.#login === opening) this.#login = undefined;
    };
    void opening.then((login) => {
      if (login.kind === 'basic' && login.lasts === 'for now') this.#forNow = setTimeout(forget, basicForNowMs).unref();
    }, forget);
    return opening;
  }

  async #open(): Promise<BookedLogin> {
    await this.#ready;
    // A request that outlives its connection opens no session, for nobody would delete it.
    if (this.#target.login === 'basic' || this.#isClosed) return { kind: 'basic', lasts: 'always' };
    const attempt = new AbortController();
    const giveUp = () => attempt.abort();
    this.#giveUp = giveUp;
    const enough = setTimeout(giveUp, this.#loginTimeoutMs);
    try {
      return await enter(this.#booking, attempt.signal);
    } finally {
      clearTimeout(enough);
      this.#giveUp = undefined;
    }
  }
}

const noSession = ({ method, path }: RedfishRequest, login: BookedLogin & { kind: 'basic' }): RedfishTransportError => {
  const why = login.lasts === 'for now' ? login.full : null;
  return new RedfishTransportError('no-session', `401 without a session, and none is left: ${why}`, {
    method,
    path,
    sent: false,
  });
};

function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal, { method, path }: RedfishRequest): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () =>
      reject(new RedfishTransportError('stopped', 'stopped', { method, path, sent: false, cause: signal.reason }));
    if (signal.aborted) {
      stop();
      return;
    }
    signal.addEventListener('abort', stop, { once: true });
    void promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
