import { RedfishError, RedfishTransportError } from './redfish.error.js';
import { Transport, type RedfishAnswer, type RedfishRequest, type RedfishTarget } from './transport.js';
import { at, linkOf, pathOf } from './wire.js';

/** The one path that the specification fixes; every other one is followed to. */
export const serviceRootPath = '/redfish/v1/';

type Login =
  | { readonly kind: 'session'; readonly token: string; readonly path: string | null }
  /** The BMC would not open a session: every request carries the password. */
  | { readonly kind: 'basic' };

const logoutTimeoutMs = 5_000;

/** One BMC and one account: at most one session, opened when first needed, shared by all requests, deleted on close. */
export class Connection {
  readonly #target: RedfishTarget;
  readonly #transport: Transport;
  readonly #loginTimeoutMs: number;
  readonly #closing = new AbortController();
  #login: Promise<Login> | undefined;
  #root: RedfishAnswer | undefined;

  constructor(target: RedfishTarget) {
    this.#target = target;
    this.#transport = new Transport(target);
    this.#loginTimeoutMs = 2 * (target.requestTimeoutSeconds ?? 30) * 1000;
  }

  /** The service root. It is read without logging in, once: its links do not change while a BMC is up. */
  async root(signal: AbortSignal): Promise<unknown> {
    const request: RedfishRequest = { method: 'GET', path: serviceRootPath };
    const open = await this.#openRoot(signal);
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
    const answer = await this.#transport.send(this.#asAccount(request, login), signal);
    if (answer.status !== 401 || login.kind === 'basic') return answer;
    if (this.#login === using) this.#login = undefined;
    const again = await unlessAborted(this.#loggedIn(), signal, request);
    return this.#transport.send(this.#asAccount(request, again), signal);
  }

  /** Deletes the session and closes the connections, within a few seconds even at a BMC that is silent. */
  async close(): Promise<void> {
    const enough = setTimeout(() => this.#closing.abort(), logoutTimeoutMs);
    const login = await this.#login?.catch(() => undefined);
    clearTimeout(enough);
    this.#login = undefined;
    if (login?.kind === 'session' && login.path !== null) {
      const request = this.#asAccount({ method: 'DELETE', path: login.path }, login);
      // A session that cannot be deleted ends by itself at the BMC.
      await this.#transport.send(request, AbortSignal.timeout(logoutTimeoutMs)).catch(() => undefined);
    }
    await this.#transport.close();
  }

  /** Shared by everybody who asks meanwhile, so it does not hang on the signal of any one of them. */
  #loggedIn(): Promise<Login> {
    if (this.#login === undefined) {
      const opening = this.#openSession(
        AbortSignal.any([this.#closing.signal, AbortSignal.timeout(this.#loginTimeoutMs)]),
      );
      this.#login = opening;
      opening.catch(() => {
        if (this.#login === opening) this.#login = undefined;
      });
    }
    return this.#login;
  }

  async #openSession(signal: AbortSignal): Promise<Login> {
    const { username, password } = this.#target;
    const path = await this.#sessionsPath(signal);
    if (path === null) return { kind: 'basic' };
    const create = (at: string) =>
      this.#transport.send({ method: 'POST', path: at, body: { UserName: username, Password: password } }, signal);
    let answer = await create(path);
    // Some services know the collection only with a slash at its end.
    if ([301, 302, 307, 308, 404, 405].includes(answer.status) && !path.endsWith('/'))
      answer = await create(`${path}/`);
    // A refused password is not offered again as Basic: accounts get locked.
    if (answer.status === 401) throw refusal({ method: 'POST', path }, answer);
    const token = answer.headers['x-auth-token'];
    if (answer.status >= 300 || token === undefined || token === '') return { kind: 'basic' };
    return { kind: 'session', token, path: pathOf(answer.headers.location) ?? linkOf(answer.body) };
  }

  async #sessionsPath(signal: AbortSignal): Promise<string | null> {
    const { body } = await this.#openRoot(signal);
    const named = linkOf(at(body, 'Links', 'Sessions'));
    if (named !== null) return named;
    const service = linkOf(at(body, 'SessionService'));
    return service === null ? null : `${service.replace(/\/+$/, '')}/Sessions`;
  }

  async #openRoot(signal: AbortSignal): Promise<RedfishAnswer> {
    if (this.#root !== undefined) return this.#root;
    const answer = await this.#transport.send({ method: 'GET', path: serviceRootPath }, signal);
    if (answer.status === 200) this.#root = answer;
    return answer;
  }

  #asAccount(request: RedfishRequest, login: Login): RedfishRequest {
    const { username, password } = this.#target;
    const headers: Record<string, string> =
      login.kind === 'session'
        ? { 'x-auth-token': login.token }
        : { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
    return { ...request, headers: { ...request.headers, ...headers } };
  }
}

/** An answer that is no, as an error. */
export const refusal = ({ method, path }: RedfishRequest, { status, headers, body }: RedfishAnswer): RedfishError =>
  new RedfishError({ method, path, status, body, retryAfterSeconds: retryAfterSeconds(headers) });

/** `Retry-After`, in seconds; a date is taken against the BMC's own clock. */
export function retryAfterSeconds(headers: RedfishAnswer['headers']): number | undefined {
  const value = headers['retry-after']?.trim();
  if (value === undefined || value === '') return undefined;
  if (/^\d+$/.test(value)) return Number(value);
  const seconds = (Date.parse(value) - Date.parse(headers.date ?? '')) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : undefined;
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
