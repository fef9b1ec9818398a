import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RedfishConnections } from './connections.js';
import type { RedfishClient } from './redfish.client.js';
import { ScriptedBmc, systemPath } from './testing/index.js';
import type { RedfishTarget } from './transport.js';

let bmc: ScriptedBmc;
let connections: RedfishConnections;
const { signal } = new AbortController();
const client = (more: Partial<RedfishTarget> = {}): RedfishClient =>
  connections.client({ ...bmc.target, ...more }, signal);

beforeEach(async () => {
  bmc = await new ScriptedBmc().start();
  connections = new RedfishConnections();
});
afterEach(async () => {
  await connections.close();
  await bmc.stop();
});

describe('sessions', () => {
  it('opens one session for all requests to a BMC and deletes it in the end', async () => {
    await Promise.all([client().get(systemPath), client().get(systemPath), client().get('/redfish/v1/Systems')]);
    expect(bmc.sessions.size).toBe(1);
    expect(bmc.writes).toEqual(['POST /redfish/v1/SessionService/Sessions']);
    await connections.close();
    expect(bmc.sessions.size).toBe(0);
  });

  it('deletes the session of a BMC that nobody asked for a while', async () => {
    connections = new RedfishConnections({ idleSeconds: 0.05 });
    await client().get(systemPath);
    expect(bmc.mostSessions).toBe(1);
    await expect.poll(() => bmc.sessions.size).toBe(0);
    await client().get(systemPath);
  });

  it('logs in once more when the session has gone', async () => {
    await client().get(systemPath);
    bmc.sessions.clear();
    await Promise.all([client().get(systemPath), client().get(systemPath)]);
    expect(bmc.sessions.size).toBe(1);
  });

  it('gives up with 401 when a fresh session is refused as well', async () => {
    bmc.script = ({ path }) => (path === systemPath ? { status: 401 } : undefined);
    await expect(client().get(systemPath)).rejects.toMatchObject({
      ...{ name: 'RedfishError', status: 401, loggedIn: true },
    });
    expect(bmc.requests.filter(({ path }) => path === systemPath)).toHaveLength(2);
  });

  it('sends the password with every request where the BMC opens no session', async () => {
    bmc.script = ({ method }) => (method === 'POST' ? { status: 503 } : undefined);
    await client().get(systemPath);
    expect(bmc.requests.at(-1)?.headers.authorization).toMatch(/^Basic /);
  });

  it('does not offer a refused password a second time', async () => {
    await expect(client({ password: 'wrong' }).get(systemPath)).rejects.toMatchObject({
      ...{ status: 401, method: 'POST', loggedIn: false },
    });
    expect(bmc.requests.some(({ headers }) => headers.authorization !== undefined)).toBe(false);
  });

  it('finds the session collection that wants a slash at its end', async () => {
    bmc.script = ({ path }) =>
      path === '/redfish/v1/SessionService/Sessions'
        ? { status: 405 }
        : path === '/redfish/v1/SessionService/Sessions/'
          ? { status: 201, headers: { 'x-auth-token': 't', location: '/redfish/v1/SessionService/Sessions/t' } }
          : undefined;
    bmc.sessions.add('t');
    await client().get(systemPath);
    expect(bmc.requests.at(-1)?.headers['x-auth-token']).toBe('t');
  });

  it.each([400, 401, 403, 503])('works with the password while all sessions are taken (%s)', async (status) => {
    const error = { '@Message.ExtendedInfo': { MessageId: 'Base.1.8.SessionLimitExceeded' } };
    bmc.script = ({ method }) => (method === 'POST' ? { status, body: { error } } : undefined);
    await client().get(systemPath);
    expect(bmc.requests.at(-1)?.headers.authorization).toMatch(/^Basic /);
  });

  it.each([429, 503])(
    'is no wrong password where there is no session (%s) and none is worked without',
    async (status) => {
      bmc.script = ({ method, headers }) =>
        method === 'POST' ? { status } : headers.authorization === undefined ? undefined : { status: 401 };
      for (let again = 0; again < 3; again += 1) {
        await expect(client().get(systemPath)).rejects.toMatchObject({ fault: 'no-session', sent: false });
      }
      expect(bmc.requests.filter(({ headers }) => headers.authorization !== undefined)).toHaveLength(1);
      bmc.script = () => undefined;
      await expect(client().get(systemPath)).resolves.toMatchObject({ path: systemPath });
      expect(bmc.requests.at(-1)?.headers['x-auth-token']).toBeDefined();
    },
  );

  it('is a wrong password where there are no sessions, and the password is refused', async () => {
    bmc.script = ({ method }) => (method === 'POST' ? { status: 405 } : undefined);
    await expect(client({ password: 'wrong' }).get(systemPath)).rejects.toMatchObject({
      status: 401,
      loggedIn: false,
    });
    bmc.script = () => undefined;
    await expect(client({ password: 'bad' }).get(systemPath)).rejects.toMatchObject({ loggedIn: false });
  });

  it('is deleted where all that it is good for is a new password', async () => {
    const error = { '@Message.ExtendedInfo': [{ MessageId: 'Base.1.18.PasswordChangeRequired' }] };
    bmc.script = ({ method }) => {
      if (method !== 'POST') return undefined;
      bmc.sessions.add('t');
      return { status: 201, headers: { 'x-auth-token': 't' }, body: { Id: 't', ...error } };
    };
    await expect(client().get(systemPath)).rejects.toMatchObject({ name: 'RedfishError', loggedIn: true });
    expect(bmc.sessions.size).toBe(0);
  });

  it('takes a 400 that means a wrong password for one', async () => {
    const error = { '@Message.ExtendedInfo': [{ MessageId: 'iLO.0.10.UnauthorizedLoginAttempt' }] };
    bmc.script = ({ method }) => (method === 'POST' ? { status: 400, body: { error } } : undefined);
    await expect(client().get(systemPath)).rejects.toMatchObject({ name: 'RedfishError', status: 400 });
    expect(bmc.requests.some(({ headers }) => headers.authorization !== undefined)).toBe(false);
  });

  it('asks the session service where sessions are when the root does not say', async () => {
    bmc.change('/redfish/v1/', { Links: undefined, SessionService: { '@odata.id': '/redfish/v1/Odd' } });
    bmc.resources.set('/redfish/v1/Odd', { Sessions: { '@odata.id': '/redfish/v1/SessionService/Sessions' } });
    await client().get(systemPath);
    expect(bmc.sessions.size).toBe(1);
  });

  it.each([
    ['no session service', {}],
    ['a session service that is off', { SessionService: { '@odata.id': '/redfish/v1/Off' } }],
  ])('sends the password where there is %s', async (_, links) => {
    bmc.change('/redfish/v1/', { Links: undefined, ...links });
    bmc.resources.set('/redfish/v1/Off', { ServiceEnabled: false });
    await client().get(systemPath);
    expect(bmc.writes).toEqual([]);
    expect(bmc.requests.at(-1)?.headers.authorization).toMatch(/^Basic /);
  });

  it('reads the token whatever the case of its header', async () => {
    bmc.script = ({ method }) =>
      method === 'POST' ? { status: 201, headers: { 'X-AUTH-TOKEN': 't' }, body: { Id: 't' } } : undefined;
    bmc.sessions.add('t');
    await client().get(systemPath);
    expect(bmc.requests.at(-1)?.headers['x-auth-token']).toBe('t');
    await connections.close();
    expect(bmc.writes.at(-1)).toBe('DELETE /redfish/v1/SessionService/Sessions/t');
  });

  it('logs in at a BMC that hides even its root', async () => {
    bmc.script = ({ path, headers }) =>
      path === '/redfish/v1/' && headers.authorization === undefined && headers['x-auth-token'] === undefined
        ? { status: 401 }
        : undefined;
    await expect(client().root()).resolves.toMatchObject({ body: { Id: 'RootService' } });
    expect(bmc.sessions.size).toBe(1);
  });

  it('sends the password at once where it is told that sessions do not work', async () => {
    await client({ login: 'basic' }).get(systemPath);
    expect(bmc.writes).toEqual([]);
  });
});

describe('at most two sessions', () => {
  it('are open while resources answer 401 to every session', async () => {
    bmc.script = ({ path }) => (path === systemPath ? { status: 401 } : undefined);
    for (let round = 0; round < 5; round += 1) {
      await Promise.all(
        [1, 2, 3].map(() =>
          client()
            .get(systemPath)
            .catch(() => undefined),
        ),
      );
    }
    expect(bmc.mostSessions).toBe(1);
  });

  it('are open however often the answer to a login is lost', async () => {
    bmc.script = ({ method }) => {
      if (method !== 'POST') return undefined;
      bmc.sessions.add(`lost-${bmc.sessions.size}`);
      return { status: 201, broken: 'reset' };
    };
    for (let round = 0; round < 5; round += 1) {
      await Promise.all(
        [1, 2, 3].map(() =>
          client()
            .get(systemPath)
            .catch(() => undefined),
        ),
      );
    }
    expect(bmc.sessions.size).toBe(2);
    await expect(client().get(systemPath)).resolves.toMatchObject({ path: systemPath });
    expect(bmc.requests.at(-1)?.headers.authorization).toMatch(/^Basic /);
  });

  it('are open while settings of the target are replaced, one after the other and all at once', async () => {
    const variants = [1, 2, 3, 4].map((requestTimeoutSeconds) => ({ requestTimeoutSeconds }));
    for (const variant of variants) await client(variant).get(systemPath);
    await Promise.allSettled([...variants, ...variants].map((variant) => client(variant).get(systemPath)));
    expect(bmc.mostSessions).toBeLessThanOrEqual(2);
    await connections.close();
    expect(bmc.sessions.size).toBe(0);
  });
});
