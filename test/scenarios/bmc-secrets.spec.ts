import type { OobTarget } from '@drydock/contracts';
import { ordinaryHardware, SimulatedNode, simulatedTime, startBmc, type RunningBmc } from '@drydock/simulator';
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Bench as IpmiBench } from '../../libs/drivers/oob/src/ipmi/testing/bench.js';
import { Bench as LibvirtBench } from '../../libs/drivers/oob/src/libvirt/testing/bench.js';
import { eventually, startDrydock, type Drydock } from './drydock.js';
import { KeptLogs } from './kept-logs.js';
import { argumentsDuring, SecretSearch } from './secret-search.js';

const letters = (count: number): string =>
  Array.from(randomBytes(count), (byte) => 'ghjkmnpqrstvwxyz'[byte % 16]).join('');
/** In every secret of this scenario, and nowhere else. Passwords of IPMI have no more than 20 bytes. */
const mark = letters(16);
const search = new SecretSearch(mark);
/** In the arguments of every ipmitool and virsh that is started here, and no secret. */
const account = `u${letters(15)}`;
const socket = letters(16);
const password = `"é${mark}`;
const bootMac = '52:54:00:01:01:00';

let drydock: Drydock;
let logs: KeptLogs;
let node: SimulatedNode;
let bmc: RunningBmc;
let parrot: Server;
let ipmi: IpmiBench;
let libvirt: LibvirtBench;
const answers: string[] = [];

beforeAll(async () => {
  logs = new KeptLogs();
  drydock = await startDrydock(['oob'], { DRYDOCK_LOG_LEVEL: 'trace', DRYDOCK_WATCH_SECONDS: '1' });
  const nics = [{ name: 'nic0', mac: bootMac, speedMbps: 25_000 }];
  const hardware = ordinaryHardware({
    name: 'n1',
    serialNumber: 'S1',
    systemUuid: '6472796d-0000-4000-8000-000000010100',
    nics,
  });
  node = new SimulatedNode({ hardware, time: simulatedTime(0.1) });
  bmc = await startBmc({ host: '127.0.0.1', port: 0, credential: { username: 'root', password }, node });
  parrot = createServer((request, response) => void repeat(request, response)).listen(0, '127.0.0.1');
  await vi.waitFor(() => expect(parrot.listening).toBe(true));
  ipmi = IpmiBench.open({ password });
  libvirt = LibvirtBench.open({ privateKey: `a key ${mark}` });
});
afterAll(async () => {
  await drydock.stop();
  libvirt.close();
  ipmi.close();
  parrot.close();
  await bmc.close();
  await node.vanish();
  logs.putBack();
});

let repeated = '';

/** Refuses everything but its root, and repeats in the answer what it was asked. */
async function repeat(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const message = `${request.rawHeaders.join(' ')} ${await text(request)}`;
  const isRoot = request.url?.replace(/\/$/, '') === '/redfish/v1';
  if (!isRoot) repeated += message;
  response.writeHead(isRoot ? 200 : 400, { 'content-type': 'application/json' });
  response.end(JSON.stringify(isRoot ? root : { error: { code: 'Base.1.8.GeneralError', message } }));
}

const root = {
  Systems: { '@odata.id': '/redfish/v1/Systems' },
  Links: { Sessions: { '@odata.id': '/redfish/v1/Sessions' } },
};

const urlOf = (server: Server): string => {
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
};

/** Peers that answer, with the credential that they take. */
const targets = (): Record<string, OobTarget> => ({
  redfish: { type: 'redfish', address: bmc.url, credential: { username: 'root', password } },
  'redfish, basic': {
    type: 'redfish',
    address: bmc.url,
    credential: { username: 'root', password },
    options: { login: 'basic' },
  },
  'redfish, repeating': { type: 'redfish', address: urlOf(parrot), credential: { username: 'root', password } },
  ipmi: { ...ipmi.target, credential: { username: account, password } },
  libvirt: {
    ...libvirt.target,
    address: `${libvirt.target.address}?socket=/run/${socket}`,
    credential: { username: account, privateKey: `a key ${mark}` },
  },
});

async function post(path: string, body: object): Promise<Record<string, unknown>> {
  const answer = await drydock.call('oob', { method: 'POST', path, body });
  answers.push(JSON.stringify(answer));
  return answer.body;
}

/** Has an action carried out to its end, good or bad. */
async function act(request: Record<string, unknown>): Promise<unknown> {
  const { id } = await post('/api/v1/actions', request);
  return eventually(async () => {
    const { body } = await drydock.call('oob', { method: 'GET', path: `/api/v1/actions/${String(id)}` });
    answers.push(JSON.stringify(body));
    expect(body['state']).toMatch(/succeeded|failed/);
    return body['state'];
  }, 60_000);
}

const work: readonly object[] = [
  { action: 'InterrogateOob' },
  { action: 'ConfigNodePxe', parameters: { bootMac } },
  { action: 'SetNodeBoot', parameters: { device: 'pxe' } },
  { action: 'PowerOnNode' },
  { action: 'PowerCycleNode', dryRun: true },
  { action: 'PowerOffNode', parameters: { graceful: false } },
];

/** With the right credential, with one that is refused, and before anything is designed. */
async function useAll(name: string, target: OobTarget): Promise<string[]> {
  const ends: string[] = [];
  for (const request of work) ends.push(String(await act({ ...request, node: `right-${name}`, target })));
  await post('/api/v1/probe', { target });
  const other = `w${mark}`;
  const wrong = { username: account, ...(target.type === 'libvirt' ? { privateKey: other } : { password: other }) };
  await act({ action: 'PowerOnNode', node: `wrong-${name}`, target: { ...target, credential: wrong } });
  await post('/api/v1/probe', { target: { ...target, credential: wrong } });
  for (const path of ['nodes?limit=500', `nodes/right-${name}`, 'actions?limit=500', 'dead-letters']) {
    answers.push(JSON.stringify(await drydock.call('oob', { method: 'GET', path: `/api/v1/${path}` })));
  }
  return ends;
}

const everywhere = async (one: SecretSearch) => ({
  answers: answers.flatMap((answer) => one.in('an answer', answer)),
  logs: one.in('the logs', logs.bytes),
  database: await one.inDatabase(drydock.databases.oob.url),
  broker: await one.inFilesBelow(drydock.nats.directory),
});

describe('the credential of a BMC that answers', () => {
  it.each([
    ['redfish', 'succeeded'],
    ['redfish, basic', 'succeeded'],
    ['redfish, repeating', 'failed'],
    ['ipmi', 'succeeded'],
    ['libvirt', 'succeeded'],
  ])(
    'is in nothing that is kept, logged or answered: %s',
    async (name, end) => {
      const target = targets()[name];
      if (target === undefined) throw new Error(`there is no target ${name}`);
      const node = name.replaceAll(/[^a-z]+/g, '-');
      expect(await useAll(node, target)).toEqual(work.map(() => end));
      const nothing = { answers: [], logs: [], database: [], broker: [] };
      expect(await everywhere(search)).toEqual(nothing);
      // Each of these places has something of it.
      const { answers: told, logs: logged, database, broker } = await everywhere(new SecretSearch(`right-${node}`));
      for (const found of [told, logged, database, broker]) expect(found).not.toEqual([]);
    },
    120_000,
  );

  it.each([
    ['ipmi', account, () => ipmi.change({ hangsAt: 'chassis status' })],
    ['libvirt', socket, () => libvirt.change({ hangsAt: 'dumpxml' })],
  ])('is in the arguments of no process while a program hangs: %s', async (name, argument, hang) => {
    hang();
    const work = act({ action: 'InterrogateOob', node: `hangs-${name}`, target: targets()[name], timeoutSeconds: 4 });
    const control = new SecretSearch(argument);
    const during = await argumentsDuring(work, { secret: search, control });
    expect(during.controls).not.toEqual([]);
    expect(during.secrets).toEqual([]);
  });

  it('is what a BMC had to repeat', () => {
    expect(search.in('a request', repeated)).not.toEqual([]);
  });

  it('is what ipmitool was given all the same, by its environment alone', () => {
    const calls = ipmi.calls();
    expect(calls.some(({ env }) => env['IPMI_PASSWORD'] === password)).toBe(true);
    expect(calls.flatMap(({ args }) => search.in('arguments', args.join(' ')))).toEqual([]);
  });
});
