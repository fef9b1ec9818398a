import {
  ordinaryHardware,
  SimulatedNode,
  simulatedTime,
  startBmc,
  startSwitch,
  type RunningBmc,
  type SimulatedSwitch,
} from '@drydock/simulator';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const bootMac = '52:54:00:01:01:00';

/** Runs a program of the system; one that is missing is an error that says how to get it. */
async function tool(name: string, ...parameters: string[]): Promise<string> {
  try {
    const { stdout } = await run(name, parameters, { timeout: 60_000 });
    return stdout.trim();
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    if (!missing) throw cause;
    throw new Error(`${name} is missing: apt-get install redfishtool python3-sushy snmp`, { cause });
  }
}

describe('a simulated BMC', () => {
  let node: SimulatedNode;
  let bmc: RunningBmc;

  beforeEach(async () => {
    node = new SimulatedNode({
      hardware: ordinaryHardware({
        name: 'rack01-node01',
        serialNumber: 'DRYDOCK-R1N1',
        systemUuid: '6472796d-0000-4000-8000-000000010100',
        nics: [
          { name: 'nic0', mac: bootMac, speedMbps: 10_000 },
          { name: 'nic1', mac: '52:54:00:01:01:01', speedMbps: 10_000 },
        ],
      }),
      time: simulatedTime(0.1),
    });
    bmc = await startBmc({
      host: '127.0.0.1',
      port: 0,
      credential: { username: 'root', password: 'calvin-lab' },
      node,
    });
  });
  afterEach(async () => {
    await bmc.close();
    await node.vanish();
  });

  const redfishtool = (...words: string[]): Promise<string> =>
    tool(
      'redfishtool',
      '-r',
      bmc.url.replace('http://', ''),
      '-u',
      'root',
      '-p',
      'calvin-lab',
      '-S',
      'Never',
      ...words,
    );

  it.each(['Basic', 'Session'])('is read and driven by redfishtool with %s authentication', async (kind) => {
    const ask = (...words: string[]) => redfishtool('-A', kind, ...words);
    expect(JSON.parse(await ask('Systems', '-I', '1'))).toMatchObject({ SerialNumber: 'DRYDOCK-R1N1' });
    expect(JSON.parse(await ask('Systems', 'list'))).toMatchObject({ Members: [{ Id: '1' }] });
    expect(JSON.parse(await ask('Chassis', 'list'))).toMatchObject({ Members: [{ Id: '1U' }] });
    expect(JSON.parse(await ask('Managers', 'list'))).toMatchObject({ Members: [{ Id: 'BMC' }] });
    const nics = await ask('Systems', '-I', '1', 'EthernetInterfaces', '-i', 'nic0');
    expect(JSON.parse(nics)).toMatchObject({ MACAddress: bootMac.toUpperCase() });
    expect(JSON.parse(await ask('raw', 'GET', '/redfish/v1/TaskService'))).toMatchObject({ Id: 'TaskService' });
    await ask('Systems', '-I', '1', 'setBootOverride', 'Once', 'Pxe');
    expect(node.boot.state.override).toMatchObject({ target: 'Pxe', enabled: 'Once' });
    await ask('Systems', '-I', '1', 'reset', 'On');
    await expect.poll(() => node.power).toBe('On');
    expect(node.boot.state.override).toMatchObject({ target: 'None', enabled: 'Disabled' });
    await ask('Systems', '-I', '1', 'reset', 'ForceOff');
    await expect.poll(() => node.power).toBe('Off');
    expect(node.counters).toMatchObject({ resets: 2, powerOns: 1, powerOffs: 1, starts: 1 });
  });

  it('refuses redfishtool with a wrong password, and a reset that it does not know', async () => {
    const wrong = tool('redfishtool', '-r', bmc.url.slice(7), '-u', 'root', '-p', 'wrong', '-S', 'Never', 'Systems');
    await expect(wrong).rejects.toThrow('401');
    await expect(redfishtool('Systems', '-I', '1', 'reset', 'Explode')).rejects.toThrow();
    expect(node.counters.resets).toBe(0);
  });

  it.each(['session', 'basic'])("is driven by OpenStack's sushy with %s authentication", async (kind) => {
    const script = join(import.meta.dirname, 'drive-with-sushy.py');
    const seen: unknown = JSON.parse(await tool('/usr/bin/python3', '-W', 'ignore', script, bmc.url, kind));
    expect(seen).toEqual({
      boot_before: 'None',
      serial: 'DRYDOCK-R1N1',
      uuid: '6472796d-0000-4000-8000-000000010100',
      macs: ['52:54:00:01:01:00', '52:54:00:01:01:01'],
      processors: 32,
      memory_gib: 64,
      drives: ['DRYDOCK-R1N1-DISK0'],
      bios: 'Uefi',
      allowed_targets: expect.arrayContaining(['Pxe', 'Hdd', 'BiosSetup']),
      allowed_resets: [
        'ForceOff',
        'ForceOn',
        'ForceRestart',
        'GracefulRestart',
        'GracefulShutdown',
        'On',
        'PowerCycle',
        'PushPowerButton',
      ],
      boot_armed: ['Pxe', 'Once', 'UEFI'],
      manager: ['BMC', '1.12.0', ['1']],
      chassis: ['RackMount', 'DRYDOCK-R1N1'],
      tasks: 0,
      wrong_password: 'AccessError',
    });
    expect(node.counters).toMatchObject({ bootOverrideSets: 1, powerOns: 1, restarts: 1, powerOffs: 1, starts: 2 });
  });
});

describe('a simulated switch', () => {
  const qBridge = '1.3.6.1.2.1.17.7.1';
  let simulated: SimulatedSwitch;
  let agent: string;

  beforeEach(async () => {
    simulated = await startSwitch({
      host: '127.0.0.1',
      port: 0,
      name: 'rack01-tor',
      ports: Array.from({ length: 8 }, (_, index) => `Ethernet${index + 1}`),
      readCommunity: 'drydock-ro',
      writeCommunity: 'drydock-rw',
    });
    agent = `${simulated.address.host}:${simulated.address.port}`;
  });
  afterEach(() => simulated.close());

  const as = (community: string) => ['-v2c', '-c', community, '-On', '-r', '1', '-t', '1', agent];
  const walk = (oid: string) => tool('snmpwalk', ...as('drydock-ro'), oid);
  const set = (...bindings: string[]) => tool('snmpset', ...as('drydock-rw'), ...bindings);

  it('is walked from end to end by snmpwalk and snmpbulkwalk alike', async () => {
    const whole = await walk('.1');
    expect(whole).toContain('.1.3.6.1.2.1.1.5.0 = STRING: "rack01-tor"');
    expect(whole).toContain('.1.3.6.1.2.1.31.1.1.1.1.1008 = STRING: "Ethernet8"');
    expect(whole).toContain('.1.3.6.1.2.1.17.1.4.1.2.8 = INTEGER: 1008');
    const withoutTime = (text: string) => text.split('\n').filter((line) => !line.includes('Timeticks'));
    const inBulk = await tool('snmpbulkwalk', ...as('drydock-ro'), '.1');
    expect(withoutTime(inBulk)).toEqual(withoutTime(whole));
  });

  it('moves a port into a VLAN that snmpset made, and says so to snmpwalk', async () => {
    await set(`${qBridge}.4.3.1.5.100`, 'i', '4');
    await set(`${qBridge}.4.3.1.2.100`, 'x', '80', `${qBridge}.4.3.1.4.100`, 'x', '80');
    await set(`${qBridge}.4.5.1.1.1`, 'u', '100');
    expect(simulated.untaggedVlanOf('Ethernet1')).toBe(100);
    expect(simulated.untaggedVlanOf('Ethernet2')).toBe(1);
    expect(await walk(`${qBridge}.4.5.1.1.1`)).toContain('= Gauge32: 100');
    await set(`1.3.6.1.2.1.2.2.1.7.1001`, 'i', '2');
    expect(simulated.adminUpOf('Ethernet1')).toBe(false);
  });

  it('refuses a VLAN that it does not know, and who may not write', async () => {
    await expect(set(`${qBridge}.4.5.1.1.1`, 'u', '4000')).rejects.toThrow('inconsistentValue');
    await expect(tool('snmpset', ...as('drydock-ro'), `${qBridge}.4.3.1.5.100`, 'i', '4')).rejects.toThrow('noAccess');
    expect(simulated.untaggedVlanOf('Ethernet1')).toBe(1);
  });

  it('is silent to a wrong community', async () => {
    await expect(tool('snmpwalk', ...as('public'), '.1')).rejects.toThrow('Timeout');
  });
});
