import { setTimeout as wait } from 'node:timers/promises';
import type { ActionName, OobTarget, ParametersOf } from '@drydock/contracts';
import { Rehearsal } from '@drydock/driver/testing';
import { noFaults, SimulatedNode, simulatedTime, startBmc, type RunningBmc } from '@drydock/simulator';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closeRedfish } from './bmc.js';
import { redfishDriver } from './redfish.driver.js';
import { doneAt } from './testing/done-at.js';
import { bootMac, credential, identity, otherMac, simulatedServer } from './testing/simulated-server.js';

let node: SimulatedNode;
let bmc: RunningBmc;
let rehearsal: Rehearsal;
let target: OobTarget;

beforeEach(async () => {
  const time = simulatedTime(0.1);
  node = new SimulatedNode({ hardware: simulatedServer(), time });
  bmc = await startBmc({ host: '127.0.0.1', port: 0, credential, node });
  target = { type: 'redfish', address: bmc.url, credential, identity };
  rehearsal = new Rehearsal();
  rehearsal.onWait = () => wait(20);
});
afterEach(async () => {
  await closeRedfish();
  await bmc.close();
  await node.vanish();
});

const run = <A extends ActionName<'oob'>>(
  action: A,
  parameters: ParametersOf<'oob', A>,
  more: Partial<OobTarget> = {},
) => doneAt(rehearsal, { action, parameters, target: { ...target, ...more } });

describe('the redfish driver at a simulated BMC', () => {
  it('takes a node through all six actions', async () => {
    expect(await run('ConfigNodePxe', { bootMac })).toMatchObject({ mechanism: 'boot-option', interface: 'nic0' });
    expect(await run('ConfigNodePxe', { bootMac })).toMatchObject({ changed: false, resetRequired: false });
    expect(await run('SetNodeBoot', { device: 'pxe', mode: 'uefi' })).toMatchObject({ changed: true, rearmed: false });
    expect(await run('PowerOnNode', { boot: { device: 'pxe' } })).toEqual({ power: 'on', changed: true });
    expect(await run('PowerCycleNode', { boot: { device: 'pxe' } })).toEqual({ power: 'on', method: 'off-on' });
    expect(await run('InterrogateOob', {})).toMatchObject({ power: 'on' });
    expect(await run('PowerOffNode', {})).toMatchObject({ power: 'off', changed: true });
    expect(node.counters).toMatchObject({ starts: 2, powerOns: 2, powerOffs: 2, powerCycles: 0 });
  });

  it('chooses the other interface, and starts over it', async () => {
    expect(await run('ConfigNodePxe', { bootMac: otherMac })).toMatchObject({ interface: 'nic1', changed: true });
    const [first] = node.boot.state.order;
    expect(node.boot.options.find(({ reference }) => reference === first)?.uefiDevicePath).toContain(
      'MAC(525400010101',
    );
  });

  it('reads the inventory that the node was built with', async () => {
    expect(await run('InterrogateOob', {})).toMatchObject({
      power: 'off',
      health: 'ok',
      manufacturer: 'Drydock',
      serialNumber: 'DRYDOCK-R1N1',
      uuid: identity.uuid,
      processors: { count: 2 },
      memoryGiB: 64,
      interfaces: [{ mac: bootMac }, { mac: otherMac }],
      drives: [{ serialNumber: 'DRYDOCK-R1N1-DISK0', sizeBytes: 480_103_981_056, mediaType: 'ssd' }],
      boot: { mode: 'uefi', pxeNicSelection: 'boot-option', devices: expect.arrayContaining(['pxe', 'disk', 'http']) },
    });
  });

  it('restarts a node that must not be switched off', async () => {
    await run('PowerOnNode', {});
    expect(await run('PowerCycleNode', {}, { powerOff: 'never' })).toEqual({ power: 'on', method: 'force-restart' });
    expect(node.counters).toMatchObject({ restarts: 1, powerOffs: 0 });
  });

  it('finds out that the power does not follow', async () => {
    node.setFaults({ ...noFaults, stuckPower: true });
    await expect(run('PowerOnNode', {}, { options: { settleSeconds: 5 } })).rejects.toMatchObject({ kind: 'rejected' });
  });

  it.each([
    ['refuses', 'unreachable'],
    ['hangs', 'timed-out'],
  ] as const)('tells a BMC that %s', async (deadBmc, kind) => {
    node.setFaults({ ...noFaults, deadBmc });
    await wait(50);
    const options = { requestTimeoutSeconds: 0.3 };
    await expect(run('InterrogateOob', {}, { options })).rejects.toMatchObject({ kind });
    await expect(redfishDriver.reach({ ...target, options }, rehearsal.signal)).rejects.toMatchObject({ kind });
  });

  it('logs in once for many actions at a time', async () => {
    await Promise.all(Array.from({ length: 6 }, () => redfishDriver.reach(target, rehearsal.signal)));
    const credential = Buffer.from('root:calvin-lab').toString('base64');
    const sessions = await fetch(`${bmc.url}/redfish/v1/SessionService/Sessions`, {
      headers: { authorization: `Basic ${credential}` },
    });
    expect(await sessions.json()).toMatchObject({ Members: [expect.anything()] });
  });
});
