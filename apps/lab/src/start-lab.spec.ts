import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noFaults, personalityNames, sampleRacks } from '@drydock/simulator';
import { readConfig, type LabConfig } from './config.js';
import { startLab, type RunningLab } from './start-lab.js';

const racks = sampleRacks({ racks: 1, nodesPerRack: 2 });
const node = '/api/v1/nodes/rack01-node01';

let lab: RunningLab;
let directory: string;
let logged: string[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'drydock-lab-'));
  logged = [];
  lab = await start();
});
afterEach(async () => {
  await lab.stop();
  await rm(directory, { recursive: true });
});

const start = (more: Partial<LabConfig> = {}): Promise<RunningLab> => {
  const config = { ...readConfig({}), port: 0, pace: 0.02, ...more };
  return startLab(config, (message, facts) => logged.push(JSON.stringify({ message, ...facts })), racks);
};

async function ask(method: string, path: string, { json, token }: { json?: unknown; token?: string } = {}) {
  const answer = await fetch(`${lab.url}${path}`, {
    method,
    headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    body: json === undefined ? undefined : typeof json === 'string' ? json : JSON.stringify(json),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    body: text === '' ? undefined : JSON.parse(text),
  };
}

/** As its BMC does when it is asked to. */
const switchOn = () => lab.racks.nodes.get('rack01-node01')?.node.reset('On');

describe('the lab', () => {
  it('lives and is ready', async () => {
    expect((await ask('GET', '/healthz')).status).toBe(200);
    expect((await ask('GET', '/readyz')).status).toBe(200);
  });

  it('shows each node: power, what runs, its disk, and what was done to it', async () => {
    const { body } = await ask('GET', '/api/v1/nodes');
    expect(body.items).toMatchObject([{ name: 'rack01-node01' }, { name: 'rack01-node02' }]);
    expect(body.items[0]).toMatchObject({
      rack: 'rack01',
      power: 'off',
      runs: 'off',
      interfaces: [
        { name: 'nic0', mac: '52:54:00:01:01:00', switch: 'rack01-tor', port: 'Ethernet1', untaggedVlan: 1 },
        { name: 'nic1', port: 'Ethernet2' },
      ],
      disks: [{ name: 'sda', imageSha256: null, phonedHome: false }],
      counters: { resets: 0, imagings: 0 },
    });
    switchOn();
    await expect.poll(async () => (await ask('GET', node)).body.power, { timeout: 10_000 }).toBe('on');
    expect((await ask('GET', node)).body.counters).toMatchObject({ powerOns: 1, starts: 1 });
    expect(logged.some((line) => line.includes('"runs":"post"'))).toBe(true);
  });

  it('does not show the keys on a disk', async () => {
    const disk = lab.racks.nodes.get('rack01-node01')?.node.disks[0];
    disk?.write({ imageSha256: 'abc', configDrive: { hostname: 'one', phoneHome: { url: 'http://x', key: 'hush' } } });
    const { body } = await ask('GET', node);
    expect(body.disks).toEqual([
      { name: 'sda', serial: 'DRYDOCK-R1N1-DISK0', imageSha256: 'abc', hostname: 'one', phonedHome: false },
    ]);
    expect(JSON.stringify(body)).not.toContain('hush');
  });

  it('sets the faults of a node as a whole, and its hardware obeys', async () => {
    const set = await ask('PUT', `${node}/faults`, { json: { stuckPower: true, deadBmc: 'refuses' } });
    expect(set.body).toEqual({ ...noFaults, deadBmc: 'refuses', stuckPower: true });
    const { bmcUrl } = (await ask('GET', node)).body;
    const reaches = () =>
      fetch(`${bmcUrl}/redfish/v1/`).then(
        () => 'answers',
        () => 'dead',
      );
    await expect.poll(reaches, { timeout: 10_000 }).toBe('dead');
    await ask('PUT', `${node}/faults`, { json: {} });
    await expect.poll(reaches, { timeout: 10_000 }).toBe('answers');
    expect((await ask('GET', node)).body.faults.stuckPower).toBe(false);
  });

  it('sets how a BMC answers: what is not said of a fault is the usual', async () => {
    const { bmcUrl } = (await ask('GET', node)).body;
    const root = () => fetch(`${bmcUrl}/redfish/v1/`);
    const set = await ask('PUT', `${node}/faults`, {
      json: { unavailable: { times: 1, retryAfterSeconds: 7 }, garbage: {}, stalePower: {} },
    });
    const requests = { times: null, methods: null, path: null };
    expect(set.body).toEqual({
      ...noFaults,
      unavailable: { ...requests, times: 1, retryAfterSeconds: 7 },
      garbage: { ...requests, as: 'html', status: null },
      stalePower: { seconds: null },
    });
    const refused = await root();
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '7']);
    expect(await (await root()).text()).toContain('<h1>Bad gateway</h1>');
    expect((await ask('GET', node)).body.counters.faultyAnswers).toBe(2);
    await ask('PUT', `${node}/faults`, { json: { garbage: null } });
    expect(await (await root()).json()).toMatchObject({ RedfishVersion: expect.any(String) });
  });

  it('names every field of a fault that is wrong, and changes nothing', async () => {
    const refused = await ask('PUT', `${node}/faults`, {
      json: {
        unavailable: { times: 0, methods: ['get'] },
        sessionsFull: { status: 500, path: '/x' },
        slowAnswers: 5,
        connectionReset: { when: 'sometimes' },
        staleOverride: 'old',
        stalePower: { seconds: -1 },
      },
    });
    expect(refused.status).toBe(400);
    expect(refused.body.errors).toEqual([
      { path: 'stalePower.seconds', message: 'must be a number from 0 to 86400, or null' },
      { path: 'staleOverride', message: 'must be "stays" or "shown" or "ignored", or null' },
      { path: 'unavailable.times', message: 'must be a whole number from 1 to 1000000, or null' },
      { path: 'unavailable.methods', message: 'must be a list of GET, PATCH, POST, DELETE, or null' },
      { path: 'sessionsFull.status', message: 'must be 400 or 503' },
      { path: 'sessionsFull.path', message: 'is nothing that sessionsFull has' },
      { path: 'connectionReset.when', message: 'must be "before" or "after" or "within"' },
      { path: 'slowAnswers', message: 'must be an object, or null' },
    ]);
    expect((await ask('GET', node)).body.faults).toEqual(noFaults);
  });

  it('lets a BMC be like that of a maker, with single switches on top, and plain again', async () => {
    const set = await ask('PUT', `${node}/personality`, { json: { name: 'dell', deviations: { macs: 'lower-case' } } });
    expect(set.body).toMatchObject({ name: 'dell', deviations: { serialNumber: 'sku', macs: 'lower-case' } });
    const { bmcUrl, personality } = (await ask('GET', node)).body;
    expect(personality).toEqual(set.body);
    const headers = { authorization: `Basic ${Buffer.from('root:calvin-lab').toString('base64')}` };
    const at = (path: string) => fetch(`${bmcUrl}/redfish/v1/Systems/${path}`, { headers });
    expect(await (await at('System.Embedded.1')).json()).toMatchObject({ SKU: 'DRYDOCK-R1N1' });
    await ask('PUT', `${node}/personality`, { json: {} });
    expect((await ask('GET', node)).body.personality).toEqual({ name: 'plain', deviations: {} });
    expect([(await at('System.Embedded.1')).status, (await at('1')).status]).toEqual([404, 200]);
  });

  it('tells which personalities and switches there are', async () => {
    const { items, switches } = (await ask('GET', '/api/v1/personalities')).body;
    expect(items[0]).toEqual({ name: 'plain', deviations: {} });
    expect(items).toContainEqual(expect.objectContaining({ name: 'cray' }));
    expect(switches.samePower).toEqual(['accepted', 400, 409]);
  });

  it('presses the reset button of a node that is on', async () => {
    expect((await ask('POST', `${node}/restart`)).status).toBe(409);
    switchOn();
    await expect.poll(async () => (await ask('GET', node)).body.counters.starts, { timeout: 10_000 }).toBe(1);
    expect((await ask('POST', `${node}/restart`)).status).toBe(204);
    await expect
      .poll(async () => (await ask('GET', node)).body.counters, { timeout: 10_000 })
      .toMatchObject({ starts: 2, resets: 1 });
  });

  it('shows each switch and silences it', async () => {
    const path = '/api/v1/switches/rack01-tor';
    expect((await ask('GET', '/api/v1/switches')).body.items).toHaveLength(1);
    expect((await ask('GET', path)).body).toMatchObject({ rack: 'rack01', faults: { silent: false } });
    expect((await ask('GET', path)).body.ports[0]).toEqual({
      name: 'Ethernet1',
      adminUp: true,
      untaggedVlan: 1,
      taggedVlans: [],
      sets: 0,
    });
    await ask('PUT', `${path}/faults`, { json: { silent: true } });
    expect((await ask('GET', path)).body.faults).toEqual({ silent: true, forgetsPvids: false });
  });

  it.each([
    { path: '/api/v1/nodes/nobody', status: 404, detail: 'There is no node nobody.' },
    { path: '/api/v2/nodes', status: 404, detail: 'There is no resource /api/v2/nodes.' },
    { path: node, method: 'DELETE', status: 405, detail: 'DELETE cannot be done here.' },
    { path: `${node}/faults`, json: '{', status: 400, detail: 'the body is not JSON' },
    { path: `${node}/faults`, json: [], status: 400, detail: 'the body must be a JSON object' },
    {
      path: `${node}/faults`,
      json: { slowPost: 'very' },
      status: 400,
      detail: 'slowPost: must be a number from 0 to 1000',
    },
    { path: `${node}/faults`, json: { deadBMC: true }, status: 400, detail: 'deadBMC: is not a fault' },
    {
      path: `${node}/personality`,
      json: { name: 'delll' },
      status: 400,
      detail: `name: must be one of ${personalityNames.join(', ')}`,
    },
    {
      path: `${node}/personality`,
      json: { deviations: { samePower: 500, lynx: 'plain' } },
      status: 400,
      detail: 'deviations.samePower: must be one of accepted, 400, 409; deviations.lynx: is not a switch',
    },
    { path: `${node}/faults`, json: 'x'.repeat(70_000), status: 413, detail: 'A body has 65536 bytes at most.' },
  ])('answers $path with $json by the problem: $detail', async ({ path, method, json, status, detail }) => {
    const answer = await ask(method ?? (json === undefined ? 'GET' : 'PUT'), path, { json });
    expect(answer.type).toContain('application/problem+json');
    expect(answer.body).toMatchObject({ status, detail });
    expect(answer.status).toBe(status);
  });

  it('wants its token when it has one, for everything but its health', async () => {
    await lab.stop();
    lab = await start({ token: 'open-sesame' });
    expect((await ask('GET', '/api/v1/nodes')).status).toBe(401);
    expect((await ask('GET', '/api/v1/nodes', { token: 'open-sesamee' })).status).toBe(401);
    expect((await ask('GET', '/api/v1/nodes', { token: 'open-sesame' })).status).toBe(200);
    expect((await ask('GET', '/readyz')).status).toBe(200);
  });
});

describe('a lab that keeps its state', () => {
  it('has its racks back as they were, and keeps the file to itself', async () => {
    const stateFile = join(directory, 'lab.json');
    await lab.stop();
    lab = await start({ stateFile });
    lab.racks.nodes.get('rack01-node01')?.node.disks[0]?.write({ imageSha256: 'abc', configDrive: {} });
    await expect.poll(() => readFile(stateFile, 'utf8').catch(() => ''), { timeout: 10_000 }).toContain('"abc"');
    expect((await stat(stateFile)).mode & 0o777).toBe(0o600);
    await ask('PUT', `${node}/personality`, { json: { name: 'hpe', deviations: { macs: 'lower-case' } } });
    switchOn();
    await lab.stop();
    lab = await start({ stateFile });
    expect((await ask('GET', node)).body).toMatchObject({
      disks: [{ imageSha256: 'abc' }],
      counters: { imagings: 1, powerOns: 1 },
      personality: { name: 'hpe', deviations: { macs: 'lower-case' } },
    });
    await expect.poll(async () => (await ask('GET', node)).body.power, { timeout: 10_000 }).toBe('on');
  });

  it('has a BMC back that was exchanged, and what was described for those that were not', async () => {
    const stateFile = join(directory, 'lab.json');
    await lab.stop();
    lab = await start({ stateFile });
    const told = { name: 'dell', deviations: { macs: 'lower-case' } };
    const { body: exchanged } = await ask('PUT', `${node}/personality`, { json: told });
    await expect.poll(() => readFile(stateFile, 'utf8').catch(() => ''), { timeout: 10_000 }).toContain('"dell"');
    const others = (await ask('GET', '/api/v1/nodes/rack01-node02')).body.personality;
    await lab.stop();
    lab = await start({ stateFile });
    expect((await ask('GET', node)).body.personality).toEqual(exchanged);
    expect((await ask('GET', '/api/v1/nodes/rack01-node02')).body.personality).toEqual(others);
    await lab.stop();
    const state = JSON.parse(await readFile(stateFile, 'utf8'));
    await writeFile(stateFile, JSON.stringify({ ...state, bmcs: { 'rack01-node01': { name: 'x', deviations: {} } } }));
    await expect(start({ stateFile })).rejects.toThrow('The BMC of rack01-node01 was kept as x');
    lab = await start();
  });

  it('does not start with IPMI at a node that it does not have', async () => {
    await expect(start({ ipmiNodes: ['rack01-node02', 'rack09-node01'] })).rejects.toThrow(
      'DRYDOCK_LAB_IPMI_NODES names no node of the lab: rack09-node01.',
    );
  });

  it('does not start from a file that is not its own', async () => {
    const stateFile = join(directory, 'other.json');
    await writeFile(stateFile, '{"nodes": 7}');
    await expect(start({ stateFile })).rejects.toThrow('does not hold the state of a lab');
    expect(await readFile(stateFile, 'utf8')).toBe('{"nodes": 7}');
  });
});
