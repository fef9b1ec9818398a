import { asAccount, type LoginAttempt } from './login.js';
import { membersOf } from './members.js';
import { refusal } from './refusal.js';
import { resourceOf, type Resource } from './resource.js';
import type { OpenSession } from './session-book.js';
import type { RedfishRequest } from './transport.js';
import { textOf } from './wire.js';

/**
 * Whether a login whose answer was lost has certainly opened no session: the BMC lists its sessions, this one among them,
 * and says of each other that it is somebody else's.
 */
export async function openedNothing(attempt: LoginAttempt, { token, path }: OpenSession): Promise<boolean> {
  if (path === null) return false;
  const { transport, target, signal } = attempt;
  const read = async (place: string): Promise<Resource> => {
    const request: RedfishRequest = { method: 'GET', path: place };
    const answer = await transport.send(asAccount(request, target, { kind: 'session', token, path }), signal);
    if (answer.status !== 200) throw refusal(request, answer);
    return resourceOf(place, answer);
  };
  const own = spelt(path);
  try {
    const sessions = await membersOf(own.replace(/\/[^/]*$/, ''), read);
    const others = sessions.filter((session) => spelt(session.path) !== own);
    return others.length < sessions.length && others.every(({ body }) => isOfAnother(body.UserName, target.username));
  } catch {
    return false;
  }
}

const spelt = (path: string): string => path.replace(/\/+$/, '');

function isOfAnother(told: unknown, username: string): boolean {
  const name = textOf(told);
  return name !== null && name.toLowerCase() !== username.toLowerCase();
}
