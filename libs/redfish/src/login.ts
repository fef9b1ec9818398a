import { refusal } from './refusal.js';
import { RedfishTransportError } from './redfish.error.js';
import type { OpenSession } from './session-book.js';
import type { RedfishAnswer, RedfishRequest, RedfishTarget, Transport } from './transport.js';
import { at, linkOf, pathOf, textOf } from './wire.js';

/** The one path that the specification fixes; every other one is followed to. */
export const serviceRootPath = '/redfish/v1/';

export type Login =
  | { readonly kind: 'session'; readonly token: string; readonly path: string | null }
  /** Every request carries the password. */
  | { readonly kind: 'basic'; readonly lasts: 'always' }
  /** The same, where a session was refused only because the BMC is busy or full; `full` says so, unless that is a guess. */
  | { readonly kind: 'basic'; readonly lasts: 'for now'; readonly full: string | null };

export const asAccount = (
  request: RedfishRequest,
  { username, password }: Pick<RedfishTarget, 'username' | 'password'>,
  login: Login,
): RedfishRequest => {
  const headers: Record<string, string> =
    login.kind === 'session'
      ? { 'x-auth-token': login.token }
      : { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
  return { ...request, headers: { ...request.headers, ...headers } };
};

const basic: Login = { kind: 'basic', lasts: 'always' };

/** How a BMC says 401 without saying 401: iLO answers a wrong password with 400. */
const refusedAccount = [
  'UnauthorizedLoginAttempt',
  'ResourceAtUriUnauthorized',
  'AccountLocked',
  'PasswordChangeRequired',
  'NoValidSession',
];
/** Answers that say nothing of whether this BMC has sessions at all. */
const passing = [429, 500, 502, 503, 504];

export interface LoginAttempt {
  readonly transport: Transport;
  readonly target: RedfishTarget;
  readonly signal: AbortSignal;
}

/**
 * Opens a session, or finds out that the BMC wants the password with every request. A refused password is not offered
 * again as Basic: accounts get locked.
 */
export async function logIn(attempt: LoginAttempt): Promise<Login> {
  const collection = await sessionsPath(attempt);
  if (collection === null) return basic;
  const request = { method: 'POST', path: collection } as const;
  const answer = await createSession(attempt, collection);
  const session = sessionIn(answer, collection);
  const said = refusal(request, { ...answer, loggedIn: session !== null });
  const saysFull = said.says('SessionLimitExceeded', 'CreateLimitReachedForResource');
  if (said.says(...refusedAccount) || (answer.status === 401 && !saysFull)) {
    // One that is good for nothing but a new password is open all the same.
    if (session !== null) await endSession(attempt, session);
    throw said;
  }
  if (session !== null) return session;
  if (saysFull || passing.includes(answer.status)) return { kind: 'basic', lasts: 'for now', full: said.message };
  return answer.status === 403 ? { kind: 'basic', lasts: 'for now', full: null } : basic;
}

function sessionIn({ status, headers, body }: RedfishAnswer, collection: string): (Login & { kind: 'session' }) | null {
  const token = headers['x-auth-token'];
  if (status >= 300 || token === undefined || token === '') return null;
  const id = textOf(at(body, 'Id'));
  const path = pathOf(headers.location) ?? linkOf(body);
  // A session whose place is not told could never be deleted: its id is all there is to go by.
  return { kind: 'session', token, path: path ?? (id && `${collection.replace(/\/+$/, '')}/${id}`) };
}

/** Deletes a session by its own token. Answers whether it is certainly gone. */
export async function endSession(
  { transport, target, signal }: LoginAttempt,
  { token, path }: OpenSession,
): Promise<boolean> {
  if (path === null) return false;
  const request = asAccount({ method: 'DELETE', path }, target, { kind: 'session', token, path });
  return transport.send(request, signal).then(
    ({ status }) => status < 300 || [401, 404, 410].includes(status),
    () => false,
  );
}

async function createSession({ transport, target, signal }: LoginAttempt, collection: string): Promise<RedfishAnswer> {
  const body = { UserName: target.username, Password: target.password };
  const create = (path: string) => transport.send({ method: 'POST', path, body }, signal);
  const answer = await create(collection);
  // Some services know the collection only with a slash at its end.
  const again = [301, 302, 307, 308, 404, 405].includes(answer.status) && !collection.endsWith('/');
  return again ? create(`${collection}/`) : answer;
}

/** Where sessions are opened: the root says so, else the session service, which is read with the password. */
async function sessionsPath(attempt: LoginAttempt): Promise<string | null> {
  const open = await readRoot(attempt, null);
  // Against the specification some ask for a login even at the root.
  const { body } = open.status === 401 ? await readRoot(attempt, basic) : open;
  const named = linkOf(at(body, 'Links', 'Sessions'));
  if (named !== null) return named;
  const path = linkOf(at(body, 'SessionService'));
  if (path === null) return null;
  const service = await attempt.transport.send(
    asAccount({ method: 'GET', path }, attempt.target, basic),
    attempt.signal,
  );
  if (at(service.body, 'ServiceEnabled') === false) return null;
  return linkOf(at(service.body, 'Sessions')) ?? `${path.replace(/\/+$/, '')}/Sessions`;
}

/** The service root, with or without the slash at its end. */
export async function readRoot(
  { transport, target, signal }: LoginAttempt,
  login: Login | null,
): Promise<RedfishAnswer> {
  const read = (path: string) => {
    const request: RedfishRequest = { method: 'GET', path };
    return transport.send(login === null ? request : asAccount(request, target, login), signal);
  };
  const answer = await read(serviceRootPath);
  return [301, 302, 307, 308, 404].includes(answer.status) ? read(serviceRootPath.slice(0, -1)) : answer;
}

/** Whether a session may have been opened that nobody knows the token of. */
export const mayHaveOpened = (error: unknown): boolean =>
  error instanceof RedfishTransportError && error.sent && error.method === 'POST';
