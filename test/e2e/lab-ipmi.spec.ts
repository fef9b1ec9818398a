import type { ActionName, OobTarget, ParametersOf } from '@drydock/contracts';
import { Rehearsal } from '@drydock/driver/testing';
import { oobDrivers } from '@drydock/oob-drivers';
import {
  noFaults,
  sampleRacks,
  simulatedTime,
  startRacks,
  type RackDescription,
  type SimulatedRacks,
} from '@drydock/simulator';
import { execFile } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const name = 'rack01-node01';
const credential = { username: 'root', password: 'calvin-lab' };
const identity = { serialNumber: 'DRYDOCK-R1N1', uuid: '6472796d-0000-4000-8000-000000010100' };

let racks: SimulatedRacks;
let rehearsal: Rehearsal;

/** A rack whose first node has an IPMI BMC, and whose second has Redfish. */
const rack = (): RackDescription[] =>
  sampleRacks({ racks: 1, nodesPerRack: 2 }).map((one) => ({
    ...one,
    nodes: one.nodes.map((node, index) => ({
      ...node,
      bmc: { ...node.bmc, protocol: index === 0 ? ('ipmi' as const) : ('redfish' as const) },
    })),
  }));

const start = (port = 0): Promise<SimulatedRacks> =>
  startRacks({
    racks: rack(),
    port,
    time: simulatedTime(0.05),
    bootstrapperUrl: 'http://127.0.0.1:9',
    provisioningVlan: 100,
    runAgent: () => Promise.resolve('power-off'),
    report: console.error,
  });

beforeEach(async () => {
  racks = await start();
  rehearsal = new Rehearsal();
  rehearsal.onWait = () => wait(50);
});
afterEach(() => racks.close());

function racked() {
  const found = racks.nodes.get(name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}
const node = () => racked().node;

async function ipmitool(...words: string[]): Promise<string> {
  const { hostname, port } = new URL(racked().bmcUrl);
  const login = ['-I', 'lanplus', '-C', '3', '-H', hostname, '-p', port, '-U', credential.username, '-E'];
  const { stdout } = await run('ipmitool', [...login, '-R', '2', '-N', '2', ...words], {
    env: { ...process.env, IPMI_PASSWORD: credential.password },
  });
  return stdout.trim();
}

async function act<A extends ActionName<'oob'>>(action: A, parameters: ParametersOf<'oob', A>) {
  const driver = oobDrivers.get('ipmi');
  if (driver === undefined) throw new Error('the oob service has no ipmi driver');
  const { hostname, port } = new URL(racked().bmcUrl);
  const options = { answerSeconds: 2, retries: 1, spacingMs: 0, cipherSuite: 3, settleSeconds: 5 };
  const target: OobTarget = { type: 'ipmi', address: hostname, port: Number(port), credential, identity, options };
  const command = { id: 'c0ffee00-0000-4000-8000-000000000001', node: name, target, parameters };
  const ended = await rehearsal.run((context) => driver.actions[action](command, context));
  if (ended.kind !== 'done') throw new Error(`${action} is not done, but ${ended.kind}`);
  return ended.result;
}

/** ipmitool and OpenIPMI's ipmi_sim must be installed. */
describe('a node of the lab with an IPMI BMC', () => {
  it('starts when ipmitool says so, and ipmitool sees what it does by itself', async () => {
    expect(await ipmitool('chassis', 'power', 'status')).toBe('Chassis Power is off');
    await ipmitool('chassis', 'bootdev', 'bios');
    expect(node().boot.state.override).toMatchObject({ target: 'BiosSetup', enabled: 'Once' });
    await ipmitool('chassis', 'power', 'on');
    await expect.poll(() => node().runs, { timeout: 10_000 }).toBe('setup');
    expect(node().counters).toMatchObject({ powerOns: 1, starts: 1, bootOverrideSets: 1 });
    expect(node().boot.state.override.target).toBe('None');
    expect(await ipmitool('chassis', 'power', 'status')).toBe('Chassis Power is on');
    node().reset('ForceOff');
    await expect.poll(() => ipmitool('chassis', 'power', 'status'), { timeout: 10_000 }).toBe('Chassis Power is off');
  });

  it('cycles, restarts and shuts down', async () => {
    await ipmitool('chassis', 'power', 'on');
    await expect.poll(() => node().power, { timeout: 10_000 }).toBe('On');
    await ipmitool('chassis', 'power', 'cycle');
    await expect
      .poll(() => node().counters, { timeout: 10_000 })
      .toMatchObject({ powerOns: 2, powerOffs: 1, starts: 2 });
    await ipmitool('chassis', 'power', 'reset');
    await expect.poll(() => node().counters, { timeout: 10_000 }).toMatchObject({ restarts: 1, starts: 3 });
    await ipmitool('chassis', 'power', 'soft');
    await expect.poll(() => node().power, { timeout: 10_000 }).toBe('Off');
  });

  it('is taken through its actions by the ipmi driver', async () => {
    expect(await act('InterrogateOob', {})).toMatchObject({
      ...{ power: 'off', serialNumber: identity.serialNumber, uuid: identity.uuid, manufacturer: 'Drydock' },
    });
    await act('SetNodeBoot', { device: 'disk' });
    expect(node().boot.state.override).toMatchObject({ target: 'Hdd', enabled: 'Once' });
    expect(await act('PowerOnNode', { boot: { device: 'pxe' } })).toEqual({ power: 'on', changed: true });
    expect(node()).toMatchObject({ power: 'On', counters: { powerOns: 1 } });
    await expect.poll(() => node().boot.state.override.target, { timeout: 10_000 }).toBe('None');
    expect(await act('PowerCycleNode', { boot: { device: 'bios-setup' } })).toMatchObject({ method: 'off-on' });
    await expect.poll(() => node().runs, { timeout: 10_000 }).toBe('setup');
    expect(node().counters).toMatchObject({ powerOns: 2, powerOffs: 1, restarts: 0 });
    expect(await act('PowerOffNode', {})).toMatchObject({ power: 'off', changed: true });
    expect(node().power).toBe('Off');
  });

  it('is silent when its BMC is dead, and its power lies when it is stuck', async () => {
    node().setFaults({ ...noFaults, deadBmc: 'hangs' });
    await expect(act('PowerOnNode', {})).rejects.toMatchObject({ kind: 'unreachable' });
    node().setFaults({ ...noFaults, stuckPower: true });
    await expect(act('PowerOnNode', {})).rejects.toMatchObject({ kind: 'rejected' });
    expect(node()).toMatchObject({ power: 'Off', counters: { starts: 0 } });
  });

  it('says which address is taken', async () => {
    const { port } = new URL(racked().bmcUrl);
    await expect(start(Number(port))).rejects.toThrow(`The BMC of ${name} cannot listen on 127.20.1.11:${port}.`);
  });
});
