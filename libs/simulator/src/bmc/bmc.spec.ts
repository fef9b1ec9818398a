import { createConnection } from 'node:net';
import { request } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noFaults } from '../node/faults.js';
import type { SimulatedNode } from '../node/simulated-node.js';
import { simulatedTime } from '../simulated-time.js';
import { bootMac, testNode } from '../testing/test-node.js';
import { startBmc, type BmcOptions, type RunningBmc } from './bmc.js';
import { isObject } from './json.js';
import { plainPersonality } from './personality.js';

const credential = { username: 'root', password: 'calvin-lab' };
const asRoot = { authorization: `Basic ${Buffer.from('root:calvin-lab').toString('base64')}` };
const system = '/redfish/v1/Systems/1';
const resetPath = `${system}/Actions/ComputerSystem.Reset`;
const sessionsPath = '/redfish/v1/SessionService/Sessions';

let node: SimulatedNode;
let bmc: RunningBmc;
let now: number;

beforeEach(async () => {
  now = Date.parse('2026-01-01T00:00:00Z');
  node = testNode({ time: { ...simulatedTime(0.02), now: () => now } });
  await serve();
});
afterEach(async () => {
  await bmc.close();
  await node.vanish();
});

async function serve(options: Partial<BmcOptions> = {}): Promise<void> {
  await bmc?.close();
  bmc = await startBmc({ host: '127.0.0.1', port: 0, credential, node, ...options });
}

type Method = 'GET' | 'HEAD' | 'PATCH' | 'POST' | 'PUT' | 'DELETE';
interface Sent {
  readonly headers?: Record<string, string>;
  readonly json?: unknown;
  readonly raw?: string;
}

async function ask(method: Method, path: string, { headers = asRoot, json, raw }: Sent = {}) {
  const body = raw ?? (json === undefined ? undefined : JSON.stringify(json));
  const answer = await request(`${bmc.url}${path}`, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    body,
  });
  const text = await answer.body.text();
  const parsed: unknown = text === '' ? {} : JSON.parse(text);
  return { status: answer.statusCode, headers: answer.headers, text, body: isObject(parsed) ? parsed : {} };
}

/** What a Redfish error says, and of which properties. */
function complaints(body: Record<string, unknown>): string[] {
  const error = isObject(body.error) ? body.error : {};
  const infos: unknown = error['@Message.ExtendedInfo'];
  return (Array.isArray(infos) ? infos : [])
    .filter(isObject)
    .map(({ MessageId, RelatedProperties }) => [MessageId, RelatedProperties].flat().filter(Boolean).join(' '));
}

const boot = async () => (await ask('GET', system)).body.Boot;

describe('a BMC', () => {
  it('shows its service root to everybody and everything else to its account only', async () => {
    const root = await ask('GET', '/redfish/v1/', { headers: {} });
    expect(root.body).toMatchObject({ Id: 'RootService', Links: { Sessions: { '@odata.id': sessionsPath } } });
    expect(root.headers['odata-version']).toBe('4.0');
    const noGood: Record<string, string>[] = [
      {},
      { authorization: 'Basic cm9vdDp3cm9uZw==' },
      { 'x-auth-token': 'made-up' },
    ];
    for (const headers of noGood) {
      const refused = await ask('GET', '/redfish/v1/Systems', { headers });
      expect([refused.status, complaints(refused.body)]).toEqual([401, ['Base.1.18.NoValidSession']]);
    }
    expect((await ask('GET', '/redfish/v1/Systems')).status).toBe(200);
  });

  it('lets every resource be reached by following links from its root, each under the id that it says', async () => {
    const seen = new Set<string>();
    const waiting = ['/redfish/v1/'];
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      if (seen.has(path)) continue;
      seen.add(path);
      const { status, body, text } = await ask('GET', path);
      expect([path, status, body['@odata.id']]).toEqual([path, 200, path]);
      waiting.push(...[...text.matchAll(/"@odata\.id":"([^"]+)"/g)].map(([, found = '']) => found));
    }
    expect(seen.size).toBeGreaterThan(30);
    expect([...seen]).toContain(`${system}/BootOptions/Boot0000`);
  });

  it('answers with or without a slash at the end, 404 for what is not there and 405 for what cannot be done', async () => {
    expect((await ask('GET', `${system}/`)).status).toBe(200);
    const missing = await ask('GET', '/redfish/v1/Systems/2');
    expect([missing.status, complaints(missing.body)]).toEqual([404, ['Base.1.18.ResourceMissingAtURI']]);
    const refused = await ask('DELETE', system);
    expect([refused.status, refused.headers.allow]).toEqual([405, 'GET, HEAD, PATCH']);
    expect((await ask('PUT', system, { json: {} })).status).toBe(405);
    expect((await ask('GET', `${system}?$expand=.`)).status).toBe(501);
  });

  it('never tells its password', async () => {
    const session = await ask('POST', sessionsPath, { headers: {}, json: logIn });
    const refused = await ask('POST', sessionsPath, { headers: {}, json: { ...logIn, Password: 'calvin-lab2' } });
    expect([session.text, refused.text].join()).not.toContain('calvin-lab');
  });
});

const logIn = { UserName: 'root', Password: 'calvin-lab' };

describe('a session', () => {
  it('is opened with the password, used by its token, and gone when it is deleted', async () => {
    const opened = await ask('POST', sessionsPath, { headers: {}, json: logIn });
    expect(opened.status).toBe(201);
    const [token, location] = [String(opened.headers['x-auth-token']), String(opened.headers.location)];
    const headers = { 'x-auth-token': token };
    expect((await ask('GET', system, { headers })).status).toBe(200);
    expect((await ask('GET', sessionsPath, { headers })).body.Members).toEqual([{ '@odata.id': location }]);
    expect((await ask('DELETE', location, { headers })).status).toBe(204);
    expect((await ask('GET', system, { headers })).status).toBe(401);
  });

  it('is refused to a wrong password, and to a body that lacks one', async () => {
    const wrong = await ask('POST', sessionsPath, { headers: {}, json: { ...logIn, Password: 'guess' } });
    expect(wrong.status).toBe(401);
    const lacking = await ask('POST', sessionsPath, { headers: {}, json: { UserName: 'root' } });
    expect([lacking.status, complaints(lacking.body)]).toEqual([400, ['Base.1.18.PropertyMissing #/Password']]);
  });

  it('expires when it is not used, and only then', async () => {
    const opened = await ask('POST', sessionsPath, { headers: {}, json: logIn });
    const headers = { 'x-auth-token': String(opened.headers['x-auth-token']) };
    for (const minutes of [29, 29]) {
      now += minutes * 60_000;
      expect((await ask('GET', system, { headers })).status).toBe(200);
    }
    now += 31 * 60_000;
    expect((await ask('GET', system, { headers })).status).toBe(401);
  });

  it('is one of few: the next one is refused until another is closed', async () => {
    await serve({ personality: { ...plainPersonality, sessionLimit: 2 } });
    const statuses: number[] = [];
    for (let count = 0; count < 3; count += 1) {
      statuses.push((await ask('POST', sessionsPath, { headers: {}, json: logIn })).status);
    }
    expect(statuses).toEqual([201, 201, 503]);
    await ask('DELETE', `${sessionsPath}/1`);
    expect((await ask('POST', sessionsPath, { headers: {}, json: logIn })).status).toBe(201);
  });
});

describe('a change', () => {
  const override = { Boot: { BootSourceOverrideTarget: 'Pxe', BootSourceOverrideEnabled: 'Once' } };

  it('is made when the ETag is the one that was read, and refused with 412 when something changed since', async () => {
    const { headers } = await ask('GET', system);
    const etag = String(headers.etag);
    expect(etag).toMatch(/^"[\w-]+"$/);
    const patch = () => ask('PATCH', system, { headers: { ...asRoot, 'if-match': etag }, json: override });
    const done = await patch();
    expect([done.status, done.body.Boot]).toMatchObject([200, override.Boot]);
    const late = await patch();
    expect([late.status, complaints(late.body)]).toEqual([412, ['Base.1.18.PreconditionFailed']]);
    expect((await ask('PATCH', system, { headers: { ...asRoot, 'if-match': '*' }, json: override })).status).toBe(200);
    expect(node.counters.bootOverrideSets).toBe(2);
  });

  it('saves the reading of what is known already', async () => {
    const { headers } = await ask('GET', system);
    const again = await ask('GET', system, { headers: { ...asRoot, 'if-none-match': String(headers.etag) } });
    expect([again.status, again.text]).toEqual([304, '']);
    expect((await ask('HEAD', system)).text).toBe('');
  });

  it('is refused as a whole, with every wrong property named', async () => {
    const before = await boot();
    const { status, body } = await ask('PATCH', system, {
      json: {
        Boot: {
          BootSourceOverrideTarget: 'Floppy',
          BootSourceOverrideEnabled: 'Once',
          BootOptions: {},
          Colour: 'red',
          BootOrder: ['Boot0000'],
        },
      },
    });
    expect(status).toBe(400);
    expect(complaints(body)).toEqual([
      'Base.1.18.PropertyValueNotInList #/Boot/BootSourceOverrideTarget',
      'Base.1.18.PropertyNotWritable #/Boot/BootOptions',
      'Base.1.18.PropertyUnknown #/Boot/Colour',
      'Base.1.18.PropertyValueNotInList #/Boot/BootOrder',
    ]);
    expect(await boot()).toEqual(before);
  });

  it.each([
    ['{', 400, 'Base.1.18.MalformedJSON'],
    ['[]', 400, 'Base.1.18.MalformedJSON'],
    ['{"Model":"better"}', 400, 'Base.1.18.PropertyNotWritable #/Model'],
    ['{"Modell":"better"}', 400, 'Base.1.18.PropertyUnknown #/Modell'],
    ['{"Boot":7}', 400, 'Base.1.18.PropertyValueTypeError #/Boot'],
    [`"${'x'.repeat(300_000)}"`, 413, 'Base.1.18.PayloadTooLarge'],
  ])('is refused when its body is %.30s', async (raw, status, complaint) => {
    const answer = await ask('PATCH', system, { raw });
    expect([answer.status, complaints(answer.body)]).toEqual([status, [complaint]]);
  });

  it('must be JSON by its content type too', async () => {
    const answer = await ask('PATCH', system, { headers: { ...asRoot, 'content-type': 'text/plain' }, raw: '{}' });
    expect(answer.status).toBe(415);
  });
});

describe('the boot settings of a BMC', () => {
  it('list a boot option for each interface, with its MAC in the device path, network first', async () => {
    const { body } = await ask('GET', `${system}/BootOptions/Boot0000`);
    expect(body).toMatchObject({ Alias: 'Pxe', BootOptionReference: 'Boot0000', BootOptionEnabled: true });
    expect(String(body.UefiDevicePath)).toContain(`MAC(${bootMac.replaceAll(':', '').toUpperCase()}`);
    expect(await boot()).toMatchObject({ BootOrder: ['Boot0000', 'Boot0001', 'Boot0002', 'Boot0003', 'Boot0004'] });
  });

  it('take another boot order when it has every option once', async () => {
    const BootOrder = ['Boot0002', 'Boot0001', 'Boot0000', 'Boot0004', 'Boot0003'];
    expect((await ask('PATCH', system, { json: { Boot: { BootOrder } } })).status).toBe(200);
    expect(await boot()).toMatchObject({ BootOrder });
    expect(node.boot.inOrder()[0]).toEqual({ kind: 'disk' });
    expect(node.counters.bootOverrideSets).toBe(0);
    const doubled = { Boot: { BootOrder: BootOrder.map(() => 'Boot0000') } };
    expect((await ask('PATCH', system, { json: doubled })).status).toBe(400);
  });

  it('use up an override for once with the next start', async () => {
    await ask('PATCH', system, {
      json: {
        Boot: {
          BootSourceOverrideTarget: 'UefiTarget',
          BootSourceOverrideEnabled: 'Once',
          UefiTargetBootSourceOverride: node.boot.options[1]?.uefiDevicePath,
        },
      },
    });
    expect(node.boot.takeForStart()[0]).toMatchObject({ kind: 'network', mac: '52:54:00:01:01:01' });
    expect(await boot()).toMatchObject({ BootSourceOverrideTarget: 'None', BootSourceOverrideEnabled: 'Disabled' });
  });

  it('switch a boot option off', async () => {
    await ask('PATCH', `${system}/BootOptions/Boot0000`, { json: { BootOptionEnabled: false } });
    expect(node.boot.inOrder()[0]).toMatchObject({ mac: '52:54:00:01:01:01' });
    const wrong = await ask('PATCH', `${system}/BootOptions/Boot0000`, { json: { BootOptionEnabled: 'no' } });
    expect(complaints(wrong.body)).toEqual(['Base.1.18.PropertyValueTypeError #/BootOptionEnabled']);
  });

  it('keep BIOS attributes for the next start', async () => {
    const settings = `${system}/Bios/Settings`;
    expect((await ask('PATCH', settings, { json: { Attributes: { SriovGlobal: 'Enabled' } } })).status).toBe(200);
    expect((await ask('GET', `${system}/Bios`)).body.Attributes).toMatchObject({ SriovGlobal: 'Disabled' });
    expect((await ask('GET', settings)).body.Attributes).toEqual({ SriovGlobal: 'Enabled' });
    const wrong = await ask('PATCH', settings, { json: { Attributes: { Turbo: 'On', PxeTimeoutSeconds: 'ten' } } });
    expect(complaints(wrong.body)).toEqual([
      'Base.1.18.PropertyUnknown #/Attributes/Turbo',
      'Base.1.18.PropertyValueTypeError #/Attributes/PxeTimeoutSeconds',
    ]);
  });
});

describe('a reset', () => {
  it('switches the node on, which shows some time later', async () => {
    expect((await ask('POST', resetPath, { json: { ResetType: 'On' } })).status).toBe(204);
    expect((await ask('GET', system)).body.PowerState).toBe('PoweringOn');
    await expect.poll(async () => (await ask('GET', system)).body.PowerState, { timeout: 10_000 }).toBe('On');
    const nic = await ask('GET', `${system}/EthernetInterfaces/nic0`);
    expect(nic.body).toMatchObject({ MACAddress: bootMac.toUpperCase(), LinkStatus: 'LinkUp', SpeedMbps: 10_000 });
  });

  it('is refused when it is none, or cannot be done to a node that is off', async () => {
    const unknown = await ask('POST', resetPath, { json: { ResetType: 'Explode' } });
    expect([unknown.status, complaints(unknown.body)]).toEqual([400, ['Base.1.18.ActionParameterValueNotInList']]);
    const missing = await ask('POST', resetPath, { json: {} });
    expect(complaints(missing.body)).toEqual(['Base.1.18.ActionParameterMissing']);
    expect((await ask('POST', resetPath, { json: { ResetType: 'ForceRestart' } })).status).toBe(409);
    expect(node.counters.resets).toBe(0);
  });
});

describe('a dead BMC', () => {
  it('refuses connections until it is repaired', async () => {
    node.setFaults({ ...noFaults, deadBmc: 'refuses' });
    await expect.poll(connects, { timeout: 10_000 }).toBe('ECONNREFUSED');
    node.setFaults(noFaults);
    await expect.poll(connects, { timeout: 10_000 }).toBe('connected');
    expect((await ask('GET', system)).status).toBe(200);
  });

  it('takes a connection and says nothing when it hangs', async () => {
    node.setFaults({ ...noFaults, deadBmc: 'hangs' });
    const silent = request(`${bmc.url}/redfish/v1/`, { headersTimeout: 300 });
    await expect(silent).rejects.toMatchObject({ code: 'UND_ERR_HEADERS_TIMEOUT' });
  });
});

describe('starting a BMC', () => {
  it('says whose address is taken', async () => {
    const port = Number(new URL(bmc.url).port);
    await expect(startBmc({ host: '127.0.0.1', port, credential, node })).rejects.toMatchObject({
      message: `The BMC of rack01-node01 cannot listen on 127.0.0.1:${port}.`,
      cause: { code: 'EADDRINUSE' },
    });
  });
});

function connects(): Promise<string> {
  const { hostname, port } = new URL(bmc.url);
  return new Promise((resolve) => {
    const socket = createConnection({ host: hostname, port: Number(port) });
    socket.on('connect', () => (socket.destroy(), resolve('connected')));
    socket.on('error', (error) => resolve('code' in error ? String(error.code) : error.message));
  });
}
