import {
  ordinaryHardware,
  personalities,
  personalityNames,
  SimulatedNode,
  simulatedTime,
  startBmc,
  type PersonalityName,
  type RunningRedfishBmc,
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
    throw new Error(`${name} is missing: apt-get install redfishtool python3-sushy`, { cause });
  }
}

describe('a simulated BMC', () => {
  let node: SimulatedNode;
  let bmc: RunningRedfishBmc;

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
    await expect.poll(() => node.power, { timeout: 10_000 }).toBe('On');
    expect(node.boot.state.override).toMatchObject({ target: 'None', enabled: 'Disabled' });
    await ask('Systems', '-I', '1', 'reset', 'ForceOff');
    await expect.poll(() => node.power, { timeout: 10_000 }).toBe('Off');
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
    const seen: unknown = JSON.parse(await tool('/usr/bin/python3', '-B', '-W', 'ignore', script, bmc.url, kind));
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

  /** What of the boot device the clients cannot do there, and why. */
  const redfishtoolCannot: Partial<Record<PersonalityName, string>> = {
    ami: 'set a boot device: it writes to the system, this BMC takes it at its settings object',
    openbmc: 'set a boot device: it writes to the system, this BMC takes it at its settings object',
    cray: 'set a boot device: this BMC has a boot order only',
  };
  const sushyCannot: Partial<Record<PersonalityName, string>> = {
    cray: 'set a boot device: this BMC has a boot order only',
  };
  const casesOf = (cannot: Partial<Record<PersonalityName, string>>) =>
    personalityNames.map((name) => ({
      name,
      does: cannot[name] === undefined ? 'does all' : `cannot ${cannot[name]}`,
    }));

  it.each(casesOf(redfishtoolCannot))('like $name is driven by redfishtool, which $does', async ({ name }) => {
    const { systemId } = personalities[name];
    bmc.become(personalities[name]);
    const ask = (...words: string[]) => redfishtool('-A', 'Session', 'Systems', '-I', systemId, ...words);
    expect(JSON.parse(await ask())).toMatchObject({ Id: systemId, PowerState: 'Off' });
    const boot = ask('setBootOverride', 'Once', 'Pxe');
    if (redfishtoolCannot[name] === undefined) await boot;
    else await expect(boot).rejects.toThrow();
    const taken = redfishtoolCannot[name] === undefined ? 'Once' : 'Disabled';
    expect(node.boot.state.override.enabled).toBe(taken);
    await ask('reset', 'On');
    await expect.poll(() => node.power, { timeout: 10_000 }).toBe('On');
    await ask('reset', 'ForceOff');
    await expect.poll(() => node.power, { timeout: 10_000 }).toBe('Off');
    expect(node.counters).toMatchObject({ powerOns: 1, powerOffs: 1, starts: 1 });
  });

  const drive = async (name: PersonalityName, ...mode: string[]): Promise<unknown> => {
    const script = join(import.meta.dirname, 'drive-personality-with-sushy.py');
    bmc.become(personalities[name]);
    const { systemId } = personalities[name];
    return JSON.parse(await tool('/usr/bin/python3', '-B', '-W', 'ignore', script, bmc.url, systemId, ...mode));
  };

  it.each(casesOf(sushyCannot))("like $name is driven by OpenStack's sushy, which $does", async ({ name }) => {
    // Ironic sends the mode with each boot device to AMI, which drops it otherwise.
    const seen = await drive(name, ...(name === 'ami' ? ['UEFI'] : []));
    const cannotBoot = sushyCannot[name] !== undefined;
    expect(seen).toMatchObject({
      seen: { macs: expect.arrayContaining([bootMac]), bios: 'Uefi' },
      read: null,
      boot: cannotBoot ? expect.stringContaining('PropertyUnknown') : null,
      on: null,
      off: null,
    });
    const bootOverrideSets = cannotBoot ? 0 : 1;
    expect(node.counters).toMatchObject({ bootOverrideSets, powerOns: 1, powerOffs: 1, starts: 1 });
  });

  it('like ami lets sushy believe in a boot device that was dropped, as it came without a mode', async () => {
    expect(await drive('ami')).toMatchObject({ boot: null });
    expect(node.counters.bootOverrideSets).toBe(0);
  });
});
