import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RedfishConnections } from './connections.js';
import { resetActionInfo, settingsOf } from './features.js';
import type { RedfishClient } from './redfish.client.js';
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

describe('changing a resource', () => {
  const change = { AssetTag: 'a' };
  const patches = () => bmc.requests.filter(({ method }) => method === 'PATCH');

  it('carries the ETag it was read with', async () => {
    bmc.change(systemPath, { '@odata.etag': '"1"' });
    const system = await client().get(systemPath);
    await client().patch(system, change);
    expect(patches().map(({ headers }) => headers['if-match'])).toEqual(['"1"']);
  });

  it('reads the resource again after 412, then tries the strong form of a weak tag, then none', async () => {
    bmc.change(systemPath, { '@odata.etag': '"old"' });
    const system = await client().get(systemPath);
    bmc.change(systemPath, { '@odata.etag': 'W/"new"' });
    bmc.script = ({ headers }) => (headers['if-match'] === undefined ? undefined : { status: 412 });
    await client().patch(system, change);
    expect(patches().map(({ headers }) => headers['if-match'])).toEqual(['"old"', 'W/"new"', '"new"', undefined]);
    expect(bmc.resources.get(systemPath)?.AssetTag).toBe('a');
  });

  it('reads the tag when the BMC insists on one', async () => {
    const system = await client().get(systemPath);
    bmc.script = ({ method, headers }) =>
      method === 'PATCH' && headers['if-match'] !== '"2"' ? { status: 428 } : undefined;
    bmc.change(systemPath, { '@odata.etag': '"2"' });
    await client().patch(system, change);
    expect(patches()).toHaveLength(2);
  });

  it('is not taken for done when nothing of the answer comes, or the rest of a refusal is missing', async () => {
    bmc.script = ({ method }) =>
      method === 'PATCH' ? { status: 400, body: { Id: '1' }, broken: 'endless' } : undefined;
    const hasty = client({ requestTimeoutSeconds: 0.3 });
    const system = await hasty.get(systemPath);
    await expect(hasty.patch(system, change)).rejects.toMatchObject({ fault: 'timed-out', sent: true });
    bmc.script = ({ method }) => (method === 'PATCH' ? { status: 200, broken: 'reset' } : undefined);
    await expect(hasty.patch(system, change)).rejects.toMatchObject({ fault: 'unreachable', sent: true });
  });

  it('names method, path, status and messages of a refusal', async () => {
    const system = await client().get(systemPath);
    const info = [{ MessageId: 'Base.1.8.PropertyUnknown', Message: 'The property\u0007AssetTag is unknown.' }];
    bmc.script = ({ method }) =>
      method === 'PATCH' ? { status: 400, body: { error: { '@Message.ExtendedInfo': info } } } : undefined;
    const error: unknown = await client()
      .patch(system, change)
      .catch((refused: unknown) => refused);
    expect(error).toMatchObject({ name: 'RedfishError', method: 'PATCH', path: systemPath, status: 400 });
    expect(String(error)).toContain('Base.1.8.PropertyUnknown: The property AssetTag is unknown.');
  });

  it.each([
    ['Completed', 'completed'],
    ['Running', 'running'],
  ])('follows the task that a BMC starts for it: %s is %s', { timeout: 40_000 }, async (TaskState, redfishTask) => {
    const system = await client().get(systemPath);
    bmc.script = ({ method, path }) => {
      if (method === 'PATCH')
        return { status: 202, headers: { location: '/redfish/v1/Monitor/1', 'retry-after': '0' } };
      if (path === '/redfish/v1/Monitor/1')
        return { status: 200, headers: { 'retry-after': '0' }, body: { TaskState } };
      return undefined;
    };
    await expect(client().patch(system, change)).resolves.toMatchObject({ status: 202, redfishTask });
  });

  it('reports the messages of a task that failed', async () => {
    const system = await client().get(systemPath);
    bmc.script = ({ method, path }) => {
      if (method === 'PATCH')
        return { status: 202, headers: { location: '/redfish/v1/Monitor/1', 'retry-after': '0' } };
      const Messages = [{ MessageId: 'IDRAC.2.8.SYS518', Message: 'busy' }];
      if (path === '/redfish/v1/Monitor/1') return { status: 200, body: { TaskState: 'Exception', Messages } };
      return undefined;
    };
    await expect(client().patch(system, change)).rejects.toThrow('IDRAC.2.8.SYS518: busy');
  });
});

describe('answers that cannot be trusted', () => {
  it('follows a redirect by path at the same BMC', async () => {
    bmc.script = ({ path }) =>
      path === systemPath ? { status: 308, headers: { location: `${systemPath}/` } } : undefined;
    bmc.resources.set(`${systemPath}/`, { Id: 'moved' });
    await expect(client().get(systemPath)).resolves.toMatchObject({ body: { Id: 'moved' } });
  });

  it('never follows a redirect to another host: the password would go there', async () => {
    const elsewhere = await new ScriptedBmc().start();
    bmc.script = ({ path }) =>
      path === systemPath ? { status: 302, headers: { location: `${elsewhere.origin}${systemPath}` } } : undefined;
    await expect(client().get(systemPath)).rejects.toMatchObject({ status: 302 });
    expect(elsewhere.requests).toHaveLength(0);
    await elsewhere.stop();
  });

  it('takes only the path of a link that names another host', async () => {
    const moved = { '@odata.id': `http://192.0.2.1${systemPath}` };
    bmc.change('/redfish/v1/Systems', { Members: [moved] });
    await expect(hostSystem(client())).resolves.toMatchObject({ path: systemPath });
  });

  it('stops reading an answer that has no end', async () => {
    bmc.script = ({ path }) => (path === systemPath ? { status: 200, body: 'x'.repeat(5 * 1024 * 1024) } : undefined);
    await expect(client().get(systemPath)).rejects.toMatchObject({ fault: 'too-large' });
  });

  it.each([
    ['garbage', { status: 200, body: '<html>starting</html>' }, 'unintelligible'],
    ['a list', { status: 200, body: [] }, 'unintelligible'],
    ['half an answer', { status: 200, body: '{"Id":"Host.1"}', broken: 'truncated' as const }, 'unreachable'],
    ['a reset connection', { status: 200, broken: 'reset' as const }, 'unreachable'],
  ])('tells %s from an answer', async (_, answer, fault) => {
    bmc.script = ({ path }) => (path === systemPath ? answer : undefined);
    await expect(client().get(systemPath)).rejects.toMatchObject({ name: 'RedfishTransportError', fault });
  });

  it.each(['truncated', 'endless'] as const)(
    'takes the status of a write whose answer is %s for one',
    async (broken) => {
      const impatient = client({ requestTimeoutSeconds: 0.3 });
      const system = await impatient.get(systemPath);
      bmc.script = ({ method }) => (method === 'PATCH' ? { status: 200, body: { a: 'long' }, broken } : undefined);
      await expect(impatient.patch(system, { AssetTag: 'a' })).resolves.toMatchObject({ status: 200 });
      bmc.script = ({ method }) => (method === 'PATCH' ? { status: 400, body: { a: 'long' }, broken } : undefined);
      await expect(impatient.patch(system, { AssetTag: 'a' })).rejects.toMatchObject({ name: 'RedfishTransportError' });
    },
  );

  it('reads once more when a kept connection was closed meanwhile', async () => {
    let resets = 1;
    bmc.script = ({ path }) =>
      path === systemPath && (resets -= 1) >= 0 ? { status: 200, broken: 'reset' } : undefined;
    await expect(client().get(systemPath)).resolves.toMatchObject({ path: systemPath });
  });
});

describe('a BMC that does not answer', () => {
  it('is unreachable when nobody listens', async () => {
    await bmc.stop();
    await expect(client().get(systemPath)).rejects.toMatchObject({ fault: 'unreachable', sent: false });
  });

  describe('but takes the connection', () => {
    let silent: Server;
    let origin: string;
    const callers = new Set<Socket>();

    beforeEach(async () => {
      silent = createServer((caller) => callers.add(caller)).listen(0, '127.0.0.1');
      await once(silent, 'listening');
      const address = silent.address();
      origin = typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '';
    });
    afterEach(() => {
      for (const caller of callers) caller.destroy();
      silent.close();
    });

    it('is out of time', async () => {
      await expect(client({ origin, requestTimeoutSeconds: 0.2 }).get(systemPath)).rejects.toMatchObject({
        fault: 'timed-out',
        sent: true,
      });
    });

    it('is left alone as soon as the caller stops', async () => {
      const stop = new AbortController();
      const asking = connections.client({ ...bmc.target, origin }, stop.signal).get(systemPath);
      stop.abort();
      await expect(asking).rejects.toMatchObject({ fault: 'stopped' });
    });
  });
});

describe('what a BMC says it can do', () => {
  const resetAction = async () => resetActionInfo(client(), await client().get(systemPath));
  const tellThrough = (info: object) =>
    bmc.change(systemPath, {
      Actions: { '#ComputerSystem.Reset': { 'ResetType@Redfish.AllowableValues': undefined, ...info } },
    });

  it('stands inline', async () => {
    await expect(resetAction()).resolves.toMatchObject({ types: expect.arrayContaining(['GracefulRestart']) });
  });

  it('where the comma between two of them may be missing', async () => {
    const types = ['On', 'ForceOff', 'GracefulShutdownGracefulRestart', 'ForceRestart', 'FullPowerCycle', 'OemCold'];
    tellThrough({ 'ResetType@Redfish.AllowableValues': types });
    await expect(resetAction()).resolves.toMatchObject({
      types: ['On', 'ForceOff', 'GracefulShutdown', 'GracefulRestart', 'ForceRestart', 'FullPowerCycle', 'OemCold'],
    });
  });

  it('also in an ActionInfo', async () => {
    tellThrough({ '@Redfish.ActionInfo': '/redfish/v1/Info' });
    bmc.resources.set('/redfish/v1/Info', { Parameters: [{ Name: 'ResetType', AllowableValues: ['OnForceOff'] }] });
    await expect(resetAction()).resolves.toMatchObject({ types: ['On', 'ForceOff'] });
  });

  it('or in an ActionInfo', async () => {
    tellThrough({ '@Redfish.ActionInfo': '/redfish/v1/Info' });
    bmc.resources.set('/redfish/v1/Info', { Parameters: [{ Name: 'ResetType', AllowableValues: ['On', 'ForceOff'] }] });
    await expect(resetAction()).resolves.toMatchObject({ types: ['On', 'ForceOff'] });
  });

  it('or nowhere, and then the usual is taken for granted', async () => {
    tellThrough({ '@Redfish.ActionInfo': '/redfish/v1/Missing' });
    await expect(resetAction()).resolves.toMatchObject({ types: expect.arrayContaining(['On', 'ForceOff']) });
  });

  it('has its changes written to the settings object where there is one', async () => {
    expect(await settingsOf(client(), await client().get(systemPath))).toBeNull();
    bmc.change(systemPath, { '@Redfish.Settings': { SettingsObject: { '@odata.id': `${systemPath}/SD` } } });
    bmc.resources.set(`${systemPath}/SD`, { Boot: {} });
    expect(await settingsOf(client(), await client().get(systemPath))).toMatchObject({ path: `${systemPath}/SD` });
  });

  it('has no members behind what is no link', async () => {
    for (const collection of ['', ' ', 'x', null, {}, [null], { '@odata.id': '' }, { Members: null }])
      expect(await client().members(collection)).toEqual([]);
    expect(bmc.requests.map(({ path }) => path)).toEqual([]);
  });

  it('collects the members of all pages', async () => {
    bmc.resources.set('/c', { Members: [{ '@odata.id': '/c/1' }], 'Members@odata.nextLink': '/c?page=2' });
    bmc.resources.set('/c?page=2', { Members: [{ '@odata.id': '/c/2' }, { '@odata.id': '/c/gone' }] });
    bmc.resources.set('/c/1', { Id: '1' });
    bmc.resources.set('/c/2', { Id: '2' });
    expect((await client().members('/c')).map(systemIdOf)).toEqual(['1', '2']);
    expect(await client().requiredMembers('/c')).toHaveLength(2);
    bmc.script = ({ path }) => (path === '/c/2' ? { status: 403 } : undefined);
    expect(await client().members('/c')).toHaveLength(1);
    await expect(client().requiredMembers('/c')).rejects.toMatchObject({ status: 403 });
  });
});
