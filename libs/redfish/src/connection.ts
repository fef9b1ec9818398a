import { asAccount, logIn, mayHaveOpened, readRoot, serviceRootPath, type Login } from './login.js';
import { RedfishTransportError } from './redfish.error.js';
import { refusal } from './refusal.js';
import { Transport, type RedfishAnswer, type RedfishRequest, type RedfishTarget } from './transport.js';

const logoutTimeoutMs = 5_000;
/** How long a BMC that was too busy for a session is asked with the password instead. */
const basicForNowMs = 60_000;
/** Sessions that nobody uses are ended by BMCs after half an hour, as a rule. */
const lostSessionMs = 30 * 60_000;
const mostSessions = 2;

/** Counts sessions that a BMC may have opened while its answer was lost; they end there by themselves, later. */
export class LostSessions {
  #count = 0;

  add(): void {
    this.#count += 1;
    setTimeout(() => (this.#count -= 1), lostSessionMs).unref();
  }

  /** Whether one more session would still be within what a BMC is asked to bear. */
  get leavesRoom(): boolean {
    return this.#count < mostSessions;
  }
}

export interface ConnectionStart {
  readonly lost: LostSessions;
  /** Resolves when sessions that make room for this connection's have been deleted. */
  readonly ready?: Promise<void>;
}

/** One BMC and one account: at most one session, opened when first needed, shared by all requests, deleted on close. */
export class Connection {
  readonly #target: RedfishTarget;
  readonly #transport: Transport;
  readonly #loginTimeoutMs: number;
  readonly #closing = new AbortController();
  readonly #start: ConnectionStart;
  #login: Promise<Login> | undefined;
  #forNow: NodeJS.Timeout | undefined;
  #root: RedfishAnswer | undefined;

  constructor(target: RedfishTarget, start: ConnectionStart) {
    this.#target = target;
    this.#start = start;
    this.#transport = new Transport(target);
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
    this.#root = answer;
    return answer.body;
  }

  /** Sends a request as the account, logging in when needed and once more when the session has gone. */
  async exchange(request: RedfishRequest, signal: AbortSignal): Promise<RedfishAnswer> {
    const using = this.#loggedIn();
    const login = await unlessAborted(using, signal, request);
    const answer = await this.#transport.send(asAccount(request, this.#target, login), signal);
    if (answer.status !== 401 || login.kind === 'basic') return answer;
    const again = await unlessAborted(this.#instead(using, login), signal, request);
    return this.#transport.send(asAccount(request, this.#target, again), signal);
  }

  /** Deletes the session, within a few seconds even at a BMC that is silent. */
  async close(): Promise<void> {
    const enough = setTimeout(() => this.#closing.abort(), logoutTimeoutMs);
    const login = await this.#login?.catch(() => undefined);
    clearTimeout(enough);
    clearTimeout(this.#forNow);
    this.#login = undefined;
    if (login !== undefined) await this.#logOut(login);
  }

  /** A session that cannot be deleted ends by itself at the BMC. */
  async #logOut(login: Login): Promise<void> {
    if (login.kind === 'basic' || login.path === null) return;
    const request = asAccount({ method: 'DELETE', path: login.path }, this.#target, login);
    await this.#transport.send(request, AbortSignal.timeout(logoutTimeoutMs)).catch(() => undefined);
  }

  /** A login in place of one that was refused. The old session may still be there, as where one resource answers 401. */
  #instead(refused: Promise<Login>, login: Login): Promise<Login> {
    if (this.#login !== refused) return this.#loggedIn();
    return this.#keep(this.#logOut(login).then(() => this.#open()));
  }

  /** Shared by everybody who asks meanwhile, so it does not hang on the signal of any one of them. */
  #loggedIn(): Promise<Login> {
    return this.#login ?? this.#keep(this.#open());
  }

  #keep(opening: Promise<Login>): Promise<Login> {
    this.#login = opening;
    const forget = () => {
      if (this.#login === opening) this.#login = undefined;
    };
    void opening.then((login) => {
      if (login.kind === 'basic' && login.lasts === 'for now') this.#forNow = setTimeout(forget, basicForNowMs).unref();
    }, forget);
    return opening;
  }

  async #open(): Promise<Login> {
    await this.#start.ready;
    // Each session whose answer was lost is one that stays open: before they get too many, there are no more.
    if (this.#target.login === 'basic' || !this.#start.lost.leavesRoom) return { kind: 'basic', lasts: 'for now' };
    const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(this.#loginTimeoutMs)]);
    try {
      return await logIn({ transport: this.#transport, target: this.#target, signal });
    } catch (error) {
      if (mayHaveOpened(error)) this.#start.lost.add();
      throw error;
    }
  }
}

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
