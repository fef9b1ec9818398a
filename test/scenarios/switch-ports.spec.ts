import { startSwitch, type SimulatedSwitch } from '@drydock/simulator';
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startDrydock, eventually, type Drydock } from './drydock.js';

const ports = Array.from({ length: 52 }, (_, index) => `Ethernet${index + 1}`);
const options = { host: '127.0.0.1', port: 0, name: 'rack01-tor', ports, readCommunity: 'ro', writeCommunity: 'rw' };

let drydock: Drydock;
let simulated: SimulatedSwitch;
beforeAll(async () => {
  drydock = await startDrydock(['network']);
});
afterAll(() => drydock.stop());
beforeEach(async () => {
  simulated = await startSwitch(options);
});
afterEach(() => simulated.close());

async function ask(action: string, parameters: object): Promise<string> {
  const { host, port } = simulated.address;
  const target = { type: 'snmp', address: host, port, credential: { community: 'rw' } };
  const body = { id: randomUUID(), action, node: 'node01', target, parameters };
  const { status } = await drydock.call('network', { method: 'POST', path: '/api/v1/actions', body });
  expect(status).toBe(202);
  return body.id;
}
const provision = (port: string) => ask('ConfigurePortProvisioning', { port, vlan: 100, lagMode: 'none' });
const restore = (port: string) => ask('ConfigurePortProduction', { port, restore: true });

async function recordsOf(ids: readonly string[]): Promise<Record<string, unknown>[]> {
  const { body } = await drydock.call('network', { method: 'GET', path: '/api/v1/actions?limit=200' });
  const records = new Map((Array.isArray(body['items']) ? body['items'] : []).map((record) => [record.id, record]));
  return ids.map((id) => records.get(id) ?? {});
}
const end = (ids: readonly string[], states: readonly string[]) =>
  eventually(async () => expect((await recordsOf(ids)).map(({ state }) => state)).toEqual(states));
const all = (word: string, count = ports.length) => Array.from({ length: count }, () => word);
const vlans = () => ports.map((port) => simulated.untaggedVlanOf(port));

describe('the ports of one switch, all asked for at once', () => {
  it('are provisioned together and restored together, and none is lost on the way', async () => {
    await end(await Promise.all(ports.map(provision)), all('succeeded'));
    expect(vlans()).toEqual(ports.map(() => 100));
    const { sets } = simulated.counters;
    console.info(`SETs for ${ports.length} ports:`, sets);
    // One after the other: three for each port, and one that makes the VLAN.
    expect(sets).toBeLessThan(ports.length);

    await end(await Promise.all(ports.map(restore)), all('succeeded'));
    expect(vlans()).toEqual(ports.map(() => 1));
  });

  it('end right although the service is stopped in the middle and started again', async () => {
    const started = new Promise<void>((resolve) => simulated.onChange(() => resolve()));
    const ids = await Promise.all(ports.map(provision));
    await started;
    await drydock.restart('network');
    await end(ids, all('succeeded'));
    expect(vlans()).toEqual(ports.map(() => 100));
  });

  it('do not fail for one that the switch refuses', async () => {
    const { vlans: before, ports: asTheyAre } = simulated.snapshot();
    const closed = { name: 'closed', egress: [], untagged: [], forbidden: ['Ethernet9'] };
    await simulated.close();
    simulated = await startSwitch({ ...options, state: { ports: asTheyAre, vlans: { ...before, 100: closed } } });
    const ids = await Promise.all(ports.map(provision));
    await end(
      ids,
      ports.map((port) => (port === 'Ethernet9' ? 'failed' : 'succeeded')),
    );
    expect(vlans()).toEqual(ports.map((port) => (port === 'Ethernet9' ? 1 : 100)));
  });

  it('are changed in the order of the asking where several are about one port', async () => {
    const asked: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      asked.push(await provision('Ethernet1'));
      asked.push(await ask('ConfigurePortProduction', { port: 'Ethernet1', untaggedVlan: 200 + round }));
    }
    await end(asked, all('succeeded', asked.length));
    const records = await recordsOf(asked);
    for (const [at, { startedAt }] of records.entries()) {
      if (at > 0)
        expect(Date.parse(String(startedAt))).toBeGreaterThanOrEqual(
          Date.parse(String(records[at - 1]?.['finishedAt'])),
        );
    }
    expect(simulated.untaggedVlanOf('Ethernet1')).toBe(202);
  });
});
