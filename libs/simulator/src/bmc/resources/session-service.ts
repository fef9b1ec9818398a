import { paths, type BmcState, type Endpoint, type RedfishAnswer, type Tree } from '../endpoint.js';
import { collection, type JsonObject, link } from '../json.js';
import { badRequest, notFound, propertyMessages } from '../redfish-refusal.error.js';
import type { Session } from '../sessions.js';

export const sessionService = (bmc: BmcState): Tree =>
  bmc.personality.deviations.login === 'basic-only' ? {} : sessionsOf(bmc);

const sessionsOf = (bmc: BmcState): Tree => ({
  [`${paths.root}/SessionService`]: {
    read: () => ({
      '@odata.id': `${paths.root}/SessionService`,
      '@odata.type': '#SessionService.v1_1_9.SessionService',
      Id: 'SessionService',
      Name: 'Session Service',
      Status: { State: 'Enabled', Health: 'OK' },
      ServiceEnabled: true,
      SessionTimeout: bmc.personality.sessionTimeoutSeconds,
      Sessions: link(paths.sessions),
    }),
  },
  [paths.sessions]: {
    open: 'POST',
    read: () => collection('SessionCollection', paths.sessions, bmc.sessions.list().map(pathOf)),
    post: (body) => logIn(bmc, body),
  },
});

/** An open session, if the path names one. */
export function sessionAt(bmc: BmcState, path: string): Endpoint | undefined {
  const session = bmc.sessions.list().find((candidate) => pathOf(candidate) === path);
  return (
    session && {
      read: () => bodyOf(bmc, session),
      delete: () => {
        if (!bmc.sessions.delete(session.id)) throw notFound(path);
      },
    }
  );
}

function logIn(bmc: BmcState, { UserName, Password, ...rest }: Record<string, unknown>): RedfishAnswer {
  if (typeof UserName !== 'string' || typeof Password !== 'string') {
    const missing = Object.entries({ UserName, Password }).filter(([, value]) => typeof value !== 'string');
    throw badRequest(missing.map(([name]) => propertyMessages.missing(name)));
  }
  const unknown = Object.keys(rest);
  if (unknown.length > 0) throw badRequest(unknown.map((name) => propertyMessages.unknown(name)));
  const session = bmc.sessions.create(UserName, Password);
  return {
    status: 201,
    body: bodyOf(bmc, session),
    headers: { location: pathOf(session), 'x-auth-token': session.token },
  };
}

const pathOf = ({ id }: Session): string => `${paths.sessions}/${id}`;

const bodyOf = ({ sessions }: BmcState, session: Session): JsonObject => ({
  '@odata.id': pathOf(session),
  '@odata.type': '#Session.v1_7_1.Session',
  Id: session.id,
  Name: 'User Session',
  UserName: sessions.username,
  CreatedTime: new Date(session.createdAt).toISOString(),
});
