import { setTimeout as wait } from 'node:timers/promises';
import type { ActionName, OobTarget, ParametersOf } from '@drydock/contracts';
import { Rehearsal } from '@drydock/driver/testing';
import {
  areDeviations,
  deviating,
  deviationSettings,
  personalities,
  personalityNames,
  SimulatedNode,
  simulatedTime,
  startBmc,
  type Deviations,
  type PersonalityName,
  type RunningBmc,
} from '@drydock/simulator';
import { afterEach, describe, expect, it } from 'vitest';
import { closeRedfish } from './bmc.js';
import { doneAt } from './testing/done-at.js';
import { bootMac, credential, identity, otherMac, simulatedServer } from './testing/simulated-server.js';

let node: SimulatedNode;
let bmc: RunningBmc;
let rehearsal: Rehearsal;
let target: OobTarget;

async function open(name: PersonalityName, deviations: Partial<Deviations> = {}): Promise<void> {
  node = new SimulatedNode({ hardware: simulatedServer(), time: simulatedTime(0.02), live: startsFirmware });
  const personality = deviating(personalities[name], deviations);
  bmc = await startBmc({ host: '127.0.0.1', port: 0, credential, node, personality });
  // Where a BMC has two hosts with one serial number, the design has to say which is meant.
  const systemId = personality.deviations.otherSystem === 'host' ? personality.systemId : undefined;
  target = { type: 'redfish', address: bmc.url, credential, identity, systemId };
  rehearsal = new Rehearsal();
  rehearsal.onWait = () => wait(5);
}

/** Firmware that takes its settings, and finds nothing to boot. */
async function startsFirmware({ bios, boot }: SimulatedNode, { signal, runs }: Life): Promise<never> {
  bios.takeHold();
  boot.takeForStart();
  runs('no-boot-device');
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('the power went')), { once: true });
  });
}

type Life = Parameters<NonNullable<ConstructorParameters<typeof SimulatedNode>[0]['live']>>[1];

afterEach(async () => {
  await closeRedfish();
  await bmc.close();
  await node.vanish();
});

const run = <A extends ActionName<'oob'>>(action: A, parameters: ParametersOf<'oob', A>) =>
  doneAt(rehearsal, { action, parameters, target });

/** The interface that the firmware tries first over the network. */
const firstOverNetwork = () =>
  node.boot
    .inOrder()
    .map((attempt) => attempt.kind === 'network' && attempt.mac)
    .find(Boolean);

/** How each lets the interface to boot from be chosen. */
const pxe = {
  plain: 'boot-option',
  dell: 'bios-attribute',
  hpe: 'boot-option',
  lenovo: 'oem-order',
  supermicro: 'oem-order',
  ami: 'boot-option',
  openbmc: 'boot-option',
  cray: 'boot-option',
} as const satisfies Record<PersonalityName, string>;

describe.each(personalityNames)('the redfish driver at a simulated BMC like %s', (name) => {
  it('takes a node through all six actions, and the node becomes what was written', async () => {
    await open(name);
    expect(await run('ConfigNodePxe', { bootMac: otherMac })).toMatchObject({ mechanism: pxe[name], changed: true });
    expect(await run('ConfigNodePxe', { bootMac: otherMac })).toMatchObject({ changed: false });

    expect(await run('PowerOnNode', {})).toEqual({ power: 'on', changed: true });
    expect(node.power).toBe('On');
    expect(firstOverNetwork()).toBe(otherMac);
    expect(await run('PowerOffNode', { graceful: true })).toMatchObject({ power: 'off', changed: true });
    expect(node.power).toBe('Off');

    const boot = await run('SetNodeBoot', { device: 'pxe', mode: name === 'cray' ? undefined : 'uefi' });
    expect(boot).toMatchObject({ device: 'pxe', once: name !== 'cray', rearmed: false });
    if (name === 'cray') expect(node.boot.inOrder()[0]).toMatchObject({ kind: 'network', protocol: 'pxe' });
    else expect(node.boot.state.override).toMatchObject({ target: 'Pxe', enabled: 'Once', mode: 'UEFI' });

    expect(await run('PowerCycleNode', {})).toEqual({ power: 'on', method: 'off-on' });
    expect(node.boot.state.override).toMatchObject({ target: 'None', enabled: 'Disabled' });
    expect(await run('PowerCycleNode', { boot: { device: 'pxe' } })).toEqual({ power: 'on', method: 'off-on' });
    expect(await run('PowerOffNode', { graceful: false })).toMatchObject({ power: 'off', forced: true });
    expect(node.counters).toMatchObject({ starts: 3, restarts: 0 });
  });

  it('reads what the node is', async () => {
    await open(name);
    const found = await run('InterrogateOob', {});
    // What the system leaves open, or fills with words that mean nothing, the chassis says.
    const told = personalities[name].maker?.manufacturer ?? '';
    const manufacturer = /^$|^To be filled/.test(told) ? 'Drydock' : told;
    expect(found).toMatchObject({
      power: 'off',
      health: 'ok',
      manufacturer,
      systemId: personalities[name].systemId,
      uuid: name === 'cray' ? null : identity.uuid,
      processors: { count: 2 },
      interfaces: [{ mac: bootMac }, { mac: otherMac }],
      // That an order is shown and cannot be written turns out when it is.
      boot: { pxeNicSelection: name === 'supermicro' ? 'boot-option' : pxe[name] },
      resetTypes: personalities[name].resetTypes,
    });
    const { memoryGiB, serialNumber, sku } = found;
    expect(memoryGiB).toBe(64);
    expect([serialNumber, sku]).toContain(name === 'ami' ? null : identity.serialNumber);
  });
});

it('a UUID whose bytes are in another order is told as the design has it, which it is compared with', async () => {
  await open('plain', { uuid: 'other-byte-order' });
  expect(await run('InterrogateOob', {})).toMatchObject({ uuid: identity.uuid });
});

describe('a boot device that is to last', () => {
  it('is sent again before each start where a BMC takes it for one only', async () => {
    await open('lenovo');
    expect(await run('SetNodeBoot', { device: 'pxe', once: false })).toMatchObject({ once: false, rearmed: true });
    expect(node.counters.bootOverrideSets).toBe(1);
    for (let starts = 1; starts <= 2; starts += 1) {
      await run('PowerCycleNode', {});
      expect(node.counters).toMatchObject({ starts, bootOverrideSets: 1 + starts });
    }
  });
});

describe('a boot device for which no mode is asked for', () => {
  it('leaves the mode as it is where the BMC would turn it to legacy', async () => {
    await open('supermicro');
    expect(await run('SetNodeBoot', { device: 'pxe' })).toMatchObject({ mode: 'uefi' });
    expect(node.boot.state.override).toMatchObject({ target: 'Pxe', mode: 'UEFI' });
  });
});

describe('the boot order of a maker', () => {
  it('is used where an older BMC has no boot options', async () => {
    await open('hpe', { bootOptions: 'absent' });
    expect(await run('ConfigNodePxe', { bootMac: otherMac })).toMatchObject({ mechanism: 'oem-order', changed: true });
    expect(firstOverNetwork()).toBe(otherMac);
  });
});

/** Where the interface cannot be chosen, and is not. */
const cannotChoose: Partial<Record<string, string>> = {
  'bootOptions groups': 'unsupported',
  'bootOptions absent': 'unsupported',
  'bootOptionMac nowhere': 'unsupported',
  'bootOrder unknown-when-written': 'rejected',
};

/** What a BMC like this is told by, where nothing it says of itself tells: the operator names the rule. */
const namedQuirks: Partial<Record<string, string>> = {
  'overrideRequest needs-all': 'ami-whole-boot-request',
  'pxeShownAs UefiBootNext': 'supermicro-shows-uefi-boot-next',
};

const everySwitch = Object.entries(deviationSettings).flatMap(([name, [, ...settings]]) =>
  settings.map((setting) => [name, setting] as const),
);
const ofPower = ['resetAnswer', 'resetTypesTold', 'samePower', 'gracefulShutdown', 'powerWhileChanging', 'login'];

describe('the redfish driver at a BMC that deviates in one thing', () => {
  async function openDeviating(name: string, setting: unknown): Promise<void> {
    const deviations = { [name]: setting };
    if (!areDeviations(deviations)) throw new Error(`${name} is no switch`);
    await open('plain', deviations);
    const quirk = namedQuirks[`${name} ${String(setting)}`];
    if (quirk !== undefined) target = { ...target, options: { quirks: [quirk] } };
  }

  it.each(everySwitch)('prepares the node where %s is %s', async (name, setting) => {
    await openDeviating(name, setting);
    const kind = cannotChoose[`${name} ${setting}`];
    const chosen = run('ConfigNodePxe', { bootMac: otherMac });
    if (kind === undefined) await expect(chosen).resolves.toMatchObject({ changed: true });
    else await expect(chosen).rejects.toMatchObject({ kind });
    expect(firstOverNetwork()).toBe(kind === undefined ? otherMac : bootMac);
    expect(await run('SetNodeBoot', { device: 'pxe' })).toMatchObject({ device: 'pxe' });
    const { override } = node.boot.state;
    if (name !== 'bootOverride') expect(override).toMatchObject({ target: 'Pxe', enabled: 'Once' });
    expect(await run('InterrogateOob', {})).toMatchObject({ power: 'off', health: 'ok', memoryGiB: 64 });
  });

  it.each(everySwitch.filter(([name]) => ofPower.includes(name)))(
    'switches the node on and off where %s is %s',
    async (name, setting) => {
      await openDeviating(name, setting);
      expect(await run('PowerCycleNode', { boot: { device: 'pxe' } })).toMatchObject({ power: 'on' });
      expect(await run('PowerOffNode', { gracePeriodSeconds: 4 })).toMatchObject({
        power: 'off',
        forced: name === 'gracefulShutdown',
      });
      expect([node.power, node.counters.starts]).toEqual(['Off', 1]);
    },
  );
});
