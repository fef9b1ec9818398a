import type { ActionName, OobTarget, ParametersOf } from '@drydock/contracts';
import { conformanceOf, Rehearsal, type ConformanceBench } from '@drydock/driver/testing';
import { oobDrivers } from '@drydock/oob-drivers';
import { execFile } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startDrydock } from '../scenarios/drydock.js';
import { pasted } from '../scenarios/pasted-node.js';
import { argumentsDuring, SecretSearch } from '../scenarios/secret-search.js';
import { SimulatedBmc } from './ipmi-simulator.js';

const run = promisify(execFile);
const credential = { username: 'admin', password: 'simulated-secret' };
const identity = { serialNumber: 'SIM00001', uuid: '64727964-6f63-6b00-8000-000000010100' };

function ipmiDriver() {
  const driver = oobDrivers.get('ipmi');
  if (driver === undefined) throw new Error('the oob service has no ipmi driver');
  return driver;
}

/** Debian's ipmitool against OpenIPMI's ipmi_sim: both must be installed. It takes cipher suite 3 alone. */
describe('the ipmi driver, ipmitool and a BMC of OpenIPMI', () => {
  const driver = ipmiDriver();
  let bmc: SimulatedBmc;
  let rehearsal: Rehearsal;

  beforeAll(async () => {
    const { serialNumber, uuid: systemUuid } = identity;
    bmc = await SimulatedBmc.start({ ...credential, serialNumber, systemUuid });
  });
  afterAll(() => bmc.stop());
  beforeEach(() => {
    rehearsal = new Rehearsal();
    rehearsal.onWait = () => wait(50);
    bmc.power = 'off';
  });

  const target = (): OobTarget => ({
    type: 'ipmi',
    address: '127.0.0.1',
    port: bmc.port,
    credential,
    identity,
    options: { answerSeconds: 1, retries: 1, spacingMs: 0 },
  });

  const act = <A extends ActionName<'oob'>>(
    action: A,
    parameters: ParametersOf<'oob', A>,
    more: Partial<OobTarget> = {},
  ) =>
    rehearsal.run((context) =>
      driver.actions[action](
        { id: 'c0ffee00-0000-4000-8000-000000000001', node: 'n1', target: { ...target(), ...more }, parameters },
        context,
      ),
    );

  const bench = (): ConformanceBench<'oob'> => ({
    target: target(),
    targetAt: ({ host, port, is }) => ({
      ...target(),
      address: host,
      port,
      options: { answerSeconds: is === 'silent' ? 20 : 1, retries: 1, spacingMs: 0 },
    }),
    refused: { ...target(), credential: { username: 'admin', password: 'guessed-wrong' } },
    node: 'n1',
    parameters: {
      ConfigNodePxe: { bootMac: '52:54:00:01:01:01' },
      SetNodeBoot: { device: 'pxe', mode: 'uefi' },
      PowerOffNode: {},
      PowerOnNode: { boot: { device: 'pxe' } },
      PowerCycleNode: { boot: { device: 'disk' } },
      InterrogateOob: {},
    },
    state: () => ({ power: bmc.power, boot: bmc.boot, events: [...bmc.events] }),
    before: (action) => {
      bmc.power = action === 'PowerOnNode' ? 'off' : 'on';
    },
    onWait: () => wait(50),
  });
  it.each(conformanceOf(driver, bench))('$name', ({ run: check }) => check());

  it('take a node through its actions, and the hardware hears of each', async () => {
    const heard = bmc.events.length;
    expect(await act('PowerOnNode', { boot: { device: 'pxe' } })).toMatchObject({ result: { changed: true } });
    expect(await act('PowerCycleNode', { boot: { device: 'disk' } })).toMatchObject({ result: { method: 'off-on' } });
    expect(await act('PowerOffNode', {})).toMatchObject({ result: { power: 'off', forced: false } });
    expect(bmc.events.slice(heard)).toEqual([
      ...['boot pxe', 'power 1'],
      ...['power 0', 'boot default', 'power 1'],
      'shutdown 1',
    ]);
  });

  it('find the suite that works, and remember it', async () => {
    expect(await act('InterrogateOob', {})).toMatchObject({
      result: {
        serialNumber: 'SIM00001',
        uuid: identity.uuid,
        manufacturer: 'Simco',
        health: 'ok',
        bmcFirmware: '9.08',
      },
    });
    expect(rehearsal.memory).toEqual({ cipherSuite: 3 });
    const options = { ...target().options, cipherSuite: 17 };
    await expect(act('InterrogateOob', {}, { options })).rejects.toMatchObject({ kind: 'unsupported' });
  });

  it('tell a wrong password, an unknown account, a silent BMC and a dead one apart', async () => {
    const as = (username: string, password: string) => ({ credential: { username, password } });
    await expect(act('PowerOnNode', {}, as('admin', 'wrong'))).rejects.toMatchObject({ kind: 'unauthorized' });
    await expect(act('PowerOnNode', {}, as('nobody', 'wrong'))).rejects.toMatchObject({ kind: 'unauthorized' });
    await expect(act('PowerOnNode', {}, { port: 9 })).rejects.toMatchObject({ kind: 'unreachable' });
    bmc.freeze();
    try {
      await expect(act('PowerOnNode', {})).rejects.toMatchObject({ kind: 'unreachable' });
    } finally {
      bmc.thaw();
    }
    expect(bmc.power).toBe('off');
  });

  it('find out that the chassis refuses, or accepts and does nothing', async () => {
    bmc.chassisIs = 'refusing';
    await expect(act('PowerOnNode', {})).rejects.toMatchObject({ kind: 'rejected' });
    bmc.chassisIs = 'stuck';
    const options = { ...target().options, settleSeconds: 3 };
    await expect(act('PowerOnNode', {}, { options })).rejects.toMatchObject({
      kind: 'rejected',
      message: expect.stringContaining('still off'),
    });
    bmc.chassisIs = 'sound';
  });

  it('restart a node that must not go off', async () => {
    bmc.power = 'on';
    const heard = bmc.events.length;
    await act('PowerCycleNode', {}, { powerOff: 'never' });
    expect(bmc.events.slice(heard)).toEqual(['reset 1']);
  });

  it('see a processor that is too hot', async () => {
    await bmc.setTemperature(92);
    await expect
      .poll(async () => (await driver.probe(target(), rehearsal.signal)).facts['health'], { timeout: 10_000 })
      .toBe('critical');
    await bmc.setTemperature(37);
  });

  it('answer a probe over REST with a node that a design takes, once it is told the boot MAC', async () => {
    const drydock = await startDrydock(['oob']);
    const body = { target: target() };
    const { status, body: found } = await drydock.call('oob', { method: 'POST', path: '/api/v1/probe', body });
    await drydock.stop();
    expect({ status, ...found }).toMatchObject({
      status: 200,
      facts: { manufacturer: 'Simco', serialNumber: 'SIM00001', uuid: identity.uuid, bmcFirmware: '9.08' },
      bootMacCandidates: [],
      remarks: expect.arrayContaining([expect.stringContaining('IPMI does not tell the MAC addresses of a node')]),
    });
    expect(JSON.stringify(found)).not.toContain(credential.password);
    const metadata = { boot_mac: '52:54:00:01:01:00' };
    const { errors, node } = pasted({ documents: [Object(found['documents'])[0]] }, credential.password, { metadata });
    expect(errors).toEqual([]);
    const { type, address, port, options } = target();
    expect(node?.oob).toMatchObject({ type, address, port, options, credential, identity });
  });

  it('show the password in the arguments of no process while a BMC is silent', async () => {
    bmc.freeze();
    const during = await argumentsDuring(expect(act('PowerOnNode', {})).rejects.toThrow('does not answer'), {
      secret: new SecretSearch(credential.password),
      control: new SecretSearch(`ipmitool\0-I\0lanplus\0-H\x00127.0.0.1\0-p\0${bmc.port}`),
    }).finally(() => bmc.thaw());
    expect(during.controls).not.toEqual([]);
    expect(during.secrets).toEqual([]);
  });

  it('agree with ipmitool asked by hand', async () => {
    await act('PowerOnNode', {});
    const login = ['-I', 'lanplus', '-C', '3', '-H', '127.0.0.1', '-p', String(bmc.port), '-U', 'admin', '-E'];
    const { stdout } = await run('ipmitool', [...login, 'chassis', 'power', 'status'], {
      env: { ...process.env, IPMI_PASSWORD: credential.password },
    });
    expect(stdout.trim()).toBe('Chassis Power is on');
  });
});
