import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RedfishConnections } from './connections.js';
import type { RedfishClient } from './redfish.client.js';
import { resetActionInfo } from './features.js';
import { hostSystem, systemIdOf } from './systems.js';
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

const refused = async (answer: object) => {
  bmc.script = ({ method }) => (method === 'PATCH' ? { status: 400, ...answer } : undefined);
  const error: unknown = await client()
    .patch(await client().get(systemPath), { AssetTag: 'a' })
    .catch((failed: unknown) => failed);
  return error instanceof Error ? error.message : 'it was taken';
};

describe('a refusal', () => {
  const info = { MessageId: 'Base.1.8.PropertyValueNotInList', Message: 'The value is not in the list.' };
  it.each([
    ['a list of messages', { error: { '@Message.ExtendedInfo': [info] } }],
    ['one message', { error: { '@Message.ExtendedInfo': info } }],
    ['messages without an error', { '@Message.ExtendedInfo': [info] }],
    ['a message on a property', { 'AssetTag@Message.ExtendedInfo': [info] }],
    ['a message on a property of Boot', { Boot: { 'BootSourceOverrideTarget@Message.ExtendedInfo': [info] } }],
    ['code and message', { error: { code: info.MessageId, message: info.Message } }],
  ])('is understood as %s', async (_, body) => {
    expect(await refused({ body })).toBe(
      `PATCH ${systemPath} → 400 (Base.1.8.PropertyValueNotInList: The value is not in the list.)`,
    );
  });

  it.each([
    ['plain text', 'Invalid value\r\nfor AssetTag'],
    [
      'a page of HTML',
      '<html><head><title>x</title></head><body><h1>Invalid value</h1> for <b>AssetTag</b></body></html>',
    ],
  ])('is understood as %s', async (_, body) => {
    expect(await refused({ body })).toBe(`PATCH ${systemPath} → 400 (Invalid value for AssetTag)`);
  });

  it('is seen behind a 200 with a critical message, while one of success is none', async () => {
    const critical = { error: { '@Message.ExtendedInfo': [{ ...info, Severity: 'Critical' }] } };
    expect(await refused({ status: 200, body: critical })).toContain('→ 200 (Base.1.8.PropertyValueNotInList');
    const success = { error: { '@Message.ExtendedInfo': [{ MessageId: 'Base.1.0.Success', Severity: 'OK' }] } };
    expect(await refused({ status: 200, body: success })).toBe('it was taken');
  });

  it('is seen behind a 200 that has an error for a resource', async () => {
    const body = { error: { code: 'Base.1.0.ResourceMissingAtURI' } };
    bmc.script = ({ path }) => (path === systemPath ? { status: 200, body } : undefined);
    await expect(client().get(systemPath)).rejects.toMatchObject({ name: 'RedfishError', status: 200 });
    expect(await client().find(systemPath)).toBeNull();
  });

  it('never repeats the password, however the BMC does', async () => {
    const body = { error: { message: `calvin-lab is wrong, ${btoa('root:calvin-lab')} too`, code: 'x' } };
    expect(await refused({ body })).toContain('*** is wrong, *** too');
    expect(await refused({ body: 'calvin-lab' })).not.toContain('calvin-lab');
  });
});

describe('where things are', () => {
  const link = (path: string) => ({ '@odata.id': path });

  it.each([
    ['with', `${systemPath}/`, systemPath],
    ['without', systemPath, `${systemPath}/`],
  ])('is found %s a slash at the end, and written there', async (_, asked, there) => {
    const resource = bmc.resources.get(systemPath) ?? {};
    bmc.resources.delete(systemPath);
    bmc.resources.set(there, resource);
    const found = await client().get(asked);
    await client().patch(found, { AssetTag: 'a' });
    expect(bmc.writes.at(-1)).toBe(`PATCH ${there}`);
    expect(bmc.resources.get(there)?.AssetTag).toBe('a');
  });

  it('starts without a slash where the BMC wants none', async () => {
    bmc.script = ({ path }) =>
      path === '/redfish/v1/'
        ? { status: 404 }
        : path === '/redfish/v1'
          ? { status: 200, body: bmc.resources.get('/redfish/v1/') }
          : undefined;
    expect(systemIdOf(await hostSystem(client()))).toBe('Host.1');
  });

  it('is followed to, never composed: odd names, absolute URLs, blanks, mixed case', async () => {
    const odd = '/REST/hosts/The%20first%20%7B1%7D/';
    bmc.change('/redfish/v1/', { Systems: link(`${bmc.origin}/redfish/v1/Hosts/`) });
    bmc.resources.set('/redfish/v1/Hosts/', { Members: [link('/REST/hosts/The first {1}/')] });
    bmc.resources.set(odd, bmc.resources.get(systemPath) ?? {});
    await expect(hostSystem(client())).resolves.toMatchObject({ path: odd });
  });

  it('follows a write that the BMC sends on to itself, and no other', async () => {
    const system = await client().get(systemPath);
    const elsewhere = await new ScriptedBmc().start();
    const sendTo = (location: string) => {
      bmc.script = ({ method, path }) =>
        method === 'PATCH' && path === systemPath ? { status: 308, headers: { location } } : undefined;
    };
    bmc.resources.set(`${systemPath}/`, {});
    sendTo(`${bmc.origin}${systemPath}/`);
    await client().patch(system, { AssetTag: 'b' });
    expect(bmc.resources.get(`${systemPath}/`)).toEqual({ AssetTag: 'b' });
    sendTo(`${elsewhere.origin}${systemPath}`);
    await expect(client().patch(system, { AssetTag: 'c' })).rejects.toMatchObject({ status: 308 });
    expect(elsewhere.requests).toEqual([]);
    await elsewhere.stop();
  });

  it('may be a part of a resource', async () => {
    bmc.resources.set('/power', { Supplies: [{ Id: 'first' }, { Id: 'second' }] });
    await expect(client().get('/power#/Supplies/1')).resolves.toMatchObject({ body: { Id: 'second' } });
  });
});

describe('a collection', () => {
  it.each([
    ['by its path', '/c'],
    ['by a reference', { '@odata.id': '/c' }],
    ['expanded', { Members: [{ '@odata.id': '/c/gone', Id: 'inline' }, { '@odata.id': '/c/1' }, { Id: 'nameless' }] }],
    ['as a plain list', [{ '@odata.id': '/c/gone', Id: 'inline' }, { '@odata.id': '/c/1' }, { Id: 'nameless' }]],
  ])('is read %s, members by reference or inline', async (_, collection) => {
    bmc.resources.set('/c', {
      Members: [{ '@odata.id': '/c/gone', Id: 'inline' }, { '@odata.id': '/c/1' }, { Id: 'nameless' }, null, 7],
    });
    bmc.resources.set('/c/1', { Id: '1' });
    expect((await client().members(collection)).map(systemIdOf)).toEqual(['inline', '1', 'nameless']);
  });

  it.each([null, undefined, 7, {}, '/missing'])('is empty where there is none: %j', async (collection) => {
    expect(await client().members(collection)).toEqual([]);
  });

  it('ends where its pages go round in a circle', async () => {
    bmc.resources.set('/c', { Members: [{ '@odata.id': '/c/1' }], 'Members@odata.nextLink': '/c' });
    bmc.resources.set('/c/1', { Id: '1' });
    expect(await client().members('/c')).toHaveLength(1);
  });
});

describe('what BMCs do with headers', () => {
  it('unpacks an answer that is compressed all the same', async () => {
    bmc.script = ({ path }) =>
      path === systemPath
        ? { status: 200, headers: { 'content-encoding': 'gzip' }, body: gzipSync('{"Id":"packed"}') }
        : undefined;
    await expect(client().get(systemPath)).resolves.toMatchObject({ body: { Id: 'packed' } });
  });

  it('asks for a compressed answer where the BMC has no other (406)', async () => {
    bmc.script = ({ path, headers }) =>
      path === systemPath && headers['accept-encoding'] === 'identity' ? { status: 406 } : undefined;
    await expect(client().get(systemPath)).resolves.toMatchObject({ path: systemPath });
  });

  it.each([
    ['', null],
    ['""abc""', '"abc"'],
    ['W/"abc"', 'W/"abc"'],
  ])('an ETag %j is sent back as %j', async (etag, sent) => {
    bmc.script = ({ method, path }) =>
      method === 'GET' && path === systemPath ? { status: 200, headers: { etag }, body: { Id: 'x' } } : undefined;
    await client().patch(await client().get(systemPath), { AssetTag: 'a' });
    expect(bmc.requests.at(-1)?.headers['if-match'] ?? null).toBe(sent);
  });

  it('sends any tag where the BMC insists on one and shows none', async () => {
    bmc.script = ({ method, headers }) =>
      method === 'PATCH' && headers['if-match'] === undefined ? { status: 428 } : undefined;
    await client().patch(await client().get(systemPath), { AssetTag: 'a' });
    expect(bmc.requests.at(-1)?.headers['if-match']).toBe('*');
  });

  it('leaves the tag out, or puts it into the body, where it is told to', async () => {
    bmc.change(systemPath, { '@odata.etag': '"1"' });
    const system = await client().get(systemPath);
    await client().patch(system, { AssetTag: 'a' }, { tag: 'omit' });
    await client().patch(system, { AssetTag: 'b' }, { tag: 'in-body' });
    const patches = bmc.requests.filter(({ method }) => method === 'PATCH');
    expect(patches.map(({ headers }) => headers['if-match'])).toEqual([undefined, undefined]);
    expect(patches.map(({ body }) => body)).toEqual([{ AssetTag: 'a' }, { AssetTag: 'b', '@odata.etag': '"1"' }]);
  });
});

describe('a change that takes its time', () => {
  const taken = async (accepted: object, state: object) => {
    bmc.script = ({ method, path }) => {
      if (method === 'PATCH') return { status: 202, ...accepted };
      return path === '/redfish/v1/Tasks/1' ? { status: 200, body: state } : undefined;
    };
    return client().patch(await client().get(systemPath), { AssetTag: 'a' });
  };
  const located = { headers: { location: '/redfish/v1/Tasks/1', 'retry-after': '0' } };

  const told = { TaskState: 'Completed' };
  it.each([
    { by: 'its Location', accepted: located, state: told, redfishTask: 'completed' },
    {
      by: 'a task in the answer',
      accepted: { body: { '@odata.id': '/redfish/v1/Tasks/1' } },
      state: told,
      redfishTask: 'completed',
    },
    {
      by: 'a task monitor',
      accepted: { body: { TaskMonitor: '/redfish/v1/Tasks/1' } },
      state: {},
      redfishTask: 'completed',
    },
    {
      by: 'a Dell job for the next start',
      accepted: located,
      state: { JobState: 'Scheduled' },
      redfishTask: 'running',
    },
    { by: 'nothing', accepted: {}, state: {}, redfishTask: 'none' },
  ])('is followed by $by', async ({ accepted, state, redfishTask }) => {
    await expect(taken(accepted, state)).resolves.toMatchObject({ status: 202, redfishTask });
  });

  it.each([{ JobState: 'Failed' }, { TaskState: 'Completed', TaskStatus: 'Critical' }])(
    'has failed: %j',
    async (state) => {
      await expect(taken(located, state)).rejects.toMatchObject({ name: 'RedfishError' });
    },
  );
});

describe('what a BMC can be reset with', () => {
  it.each([
    ['nothing at all', { 'ResetType@Redfish.AllowableValues': [] }],
    ['no values', {}],
    ['an ActionInfo without values', { '@Redfish.ActionInfo': '/redfish/v1/Info' }],
  ])('is the usual where it says %s', async (_, told) => {
    bmc.resources.set('/redfish/v1/Info', { Parameters: [{ Name: 'Other' }] });
    bmc.resources.set(systemPath, { Actions: { '#ComputerSystem.Reset': { target: '/reset', ...told } } });
    await expect(resetActionInfo(client(), await client().get(systemPath))).resolves.toMatchObject({
      types: ['On', 'ForceOff', 'GracefulShutdown', 'ForceRestart'],
    });
  });
});

describe('a BMC that is busy', () => {
  it.each([
    ['a moment', '0', 3, 'read'],
    ['too long', '30', 1, 'left alone'],
    ['for ever', '0', 99, 'left alone'],
  ])('%s (Retry-After %s, %i times) is %s', async (...[, after, times, outcome]) => {
    let left = times;
    bmc.script = ({ path }) =>
      path === systemPath && (left -= 1) >= 0 ? { status: 503, headers: { 'retry-after': after } } : undefined;
    const read = client().get(systemPath);
    if (outcome === 'read') await expect(read).resolves.toMatchObject({ path: systemPath });
    else await expect(read).rejects.toMatchObject({ status: 503, retryAfterSeconds: Number(after) });
    expect(bmc.requests.filter(({ path }) => path === systemPath).length).toBeLessThanOrEqual(4);
  });

  it('is never asked to write twice', async () => {
    const system = await client().get(systemPath);
    bmc.script = ({ method }) => (method === 'PATCH' ? { status: 503, headers: { 'retry-after': '0' } } : undefined);
    await expect(client().patch(system, { AssetTag: 'a' })).rejects.toMatchObject({ status: 503 });
    expect(bmc.writes.filter((write) => write.startsWith('PATCH'))).toHaveLength(1);
  });
});

describe('a part that not every BMC has', () => {
  it.each([
    { status: 400 },
    { status: 403 },
    { status: 404 },
    { status: 405 },
    { status: 500 },
    { status: 501 },
    { status: 200, body: '<html>no</html>' },
    { status: 200, body: [] },
  ])('is missing where it is answered with %j', async (answer) => {
    bmc.script = ({ path }) => (path === '/part' ? answer : undefined);
    expect(await client().find('/part')).toBeNull();
  });

  it.each([
    { status: 503, headers: { 'retry-after': '9' } },
    { status: 200, broken: 'reset' as const },
  ])('is not taken for missing where it is answered with %j', async (answer) => {
    bmc.script = ({ path }) => (path === '/part' ? answer : undefined);
    await expect(client().find('/part')).rejects.toThrow('/part');
  });
});
