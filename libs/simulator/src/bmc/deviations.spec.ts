import { afterEach, describe, expect, it } from 'vitest';
import type { SimulatedNode } from '../node/simulated-node.js';
import { simulatedTime } from '../simulated-time.js';
import { askBmc, withTag } from '../testing/bmc-client.js';
import { bootMac, secondMac, testNode } from '../testing/test-node.js';
import { startBmc, type RunningRedfishBmc } from './bmc.js';
import { areDeviations, deviationSettings, noDeviations, type Deviation, type Deviations } from './deviations.js';
import { deviating, plainPersonality } from './personality.js';

const credential = { username: 'root', password: 'calvin-lab' };
const system = '/redfish/v1/Systems/1';
const settings = `${system}/Settings`;
const sessions = '/redfish/v1/SessionService/Sessions';
const resetPath = `${system}/Actions/ComputerSystem.Reset`;
const bareMac = bootMac.replaceAll(':', '').toUpperCase();

let node: SimulatedNode;
let bmc: RunningRedfishBmc;

afterEach(async () => {
  await bmc.close();
  await node.vanish();
});

async function serve(deviations: Partial<Deviations>, pace = 0.02): Promise<void> {
  node = testNode({ time: simulatedTime(pace), live: startsFirmware });
  const personality = deviating(plainPersonality, deviations);
  bmc = await startBmc({ host: '127.0.0.1', port: 0, credential, node, personality, latencyMs: 0 });
}

/** Stays in its firmware until somebody cuts power. */
const startsFirmware = ({ bios, boot }: SimulatedNode, { signal }: { readonly signal: AbortSignal }) => {
  bios.takeHold();
  boot.takeForStart();
  return new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('the power went')), { once: true });
  });
};

const get = async (path = system) => (await askBmc('GET', `${bmc.url}${path}`)).body;
const patch = (path: string, json: object) => askBmc('PATCH', `${bmc.url}${path}`, { json });
const patchBoot = (boot: object, path = system) => patch(path, { Boot: boot });
const reset = (ResetType: string) => askBmc('POST', `${bmc.url}${resetPath}`, { json: { ResetType } });
const untilPower = (power: string) => expect.poll(() => node.power, { timeout: 10_000 }).toBe(power);
const once = { BootSourceOverrideTarget: 'Pxe', BootSourceOverrideEnabled: 'Once' } as const;
const values = (key: string) => `${key}@Redfish.AllowableValues`;

/** What each switch does on the wire. The type names every switch: one without a specification does not compile. */
const deviates: Readonly<Record<Deviation, () => Promise<void>>> = {
  async links() {
    await serve({ links: 'slash-at-end' });
    const path = `${system}/`;
    expect(await get()).toMatchObject({ '@odata.id': path, Bios: { '@odata.id': `${system}/Bios/` } });
    expect((await get(`${system}/Bios/`))['@odata.id']).toBe(`${system}/Bios/`);
  },
  async etags() {
    await serve({ etags: 'none' });
    expect([await get(), (await askBmc('GET', bmc.url + system)).headers.etag]).toEqual([
      expect.not.objectContaining({ '@odata.etag': expect.anything() }),
      undefined,
    ]);
    bmc.become(deviating(plainPersonality, { etags: 'weak-but-taken-strong' }));
    const weak = String((await get())['@odata.etag']);
    expect(weak).toMatch(/^W\/".+"$/);
    const send = (tag: string) =>
      askBmc('PATCH', bmc.url + system, { json: { Boot: once }, headers: withTag(tag) }).then(({ status }) => status);
    expect([await send(weak), await send(weak.slice(2))]).toEqual([412, 200]);
    bmc.become(deviating(plainPersonality, { etags: 'weak' }));
    expect(await send(String((await get())['@odata.etag']))).toBe(200);
  },
  async ifMatch() {
    await serve({ ifMatch: 'required' });
    expect((await patchBoot(once)).status).toBe(428);
    const headers = withTag(String((await get())['@odata.etag']));
    expect((await askBmc('PATCH', bmc.url + system, { json: { Boot: once }, headers })).status).toBe(200);
  },
  async changeAnswer() {
    await serve({ changeAnswer: 'nothing' });
    const { status, text } = await patchBoot(once);
    expect([status, text]).toEqual([204, '']);
    bmc.become(deviating(plainPersonality, { changeAnswer: 'task' }));
    await expectTask(await patchBoot(once), ['Running', 'Completed']);
  },
  async resetAnswer() {
    await serve({ resetAnswer: 'task' });
    await expectTask(await reset('On'), ['Running', 'Completed']);
    await untilPower('On');
  },
  async refusalStatus() {
    await serve({ refusalStatus: 200 });
    const { status, body } = await patchBoot({ BootSourceOverrideTarget: 'Floppy' });
    expect([status, body]).toMatchObject([200, { error: { code: 'Base.1.18.PropertyValueNotInList' } }]);
    expect((await askBmc('GET', `${bmc.url}/redfish/v1/nowhere`)).status).toBe(404);
  },
  async numbers() {
    await serve({ numbers: 'texts' });
    expect(await get()).toMatchObject({ MemorySummary: { TotalSystemMemoryGiB: '64' } });
  },
  async login() {
    await serve({ login: 'basic-only' });
    expect(await get('/redfish/v1/')).toMatchObject({ Links: {} });
    const json = { UserName: 'root', Password: 'calvin-lab' };
    expect((await askBmc('POST', bmc.url + sessions, { json })).status).toBe(404);
    const logIn = () => askBmc('POST', bmc.url + sessions, { json, headers: {} });
    bmc.become(deviating(plainPersonality, { login: 'session-only' }));
    expect((await askBmc('GET', bmc.url + system)).status).toBe(401);
    const headers = { 'x-auth-token': String((await logIn()).headers['x-auth-token']) };
    expect((await askBmc('GET', bmc.url + system, { headers })).status).toBe(200);
  },
  async resetTypesTold() {
    await serve({ resetTypesTold: 'action-info' });
    const info = { '@Redfish.ActionInfo': `${system}/ResetActionInfo` };
    expect((await get()).Actions).toEqual({ '#ComputerSystem.Reset': { target: resetPath, ...info } });
    const [parameter] = [(await get(`${system}/ResetActionInfo`)).Parameters].flat();
    expect(parameter).toMatchObject({ Name: 'ResetType', AllowableValues: plainPersonality.resetTypes });
    bmc.become(deviating(plainPersonality, { resetTypesTold: 'nowhere' }));
    expect((await askBmc('GET', `${bmc.url}${system}/ResetActionInfo`)).status).toBe(404);
  },
  async samePower() {
    await serve({ samePower: 409 });
    expect((await reset('ForceOff')).status).toBe(409);
    bmc.become(deviating(plainPersonality, { samePower: 400 }));
    expect((await reset('ForceOff')).status).toBe(400);
    expect(node.counters.resets).toBe(0);
  },
  async gracefulShutdown() {
    await serve({ gracefulShutdown: 'ignored' });
    await reset('On');
    await untilPower('On');
    expect((await reset('GracefulShutdown')).status).toBe(204);
    expect(node.power).toBe('On');
    await reset('ForceOff');
    await untilPower('Off');
  },
  async powerWhileChanging() {
    await serve({ powerWhileChanging: 'null' }, 1);
    await reset('On');
    expect([node.power, (await get()).PowerState]).toEqual(['PoweringOn', null]);
    bmc.become(deviating(plainPersonality, { powerWhileChanging: 'as-before' }));
    expect([node.power, (await get()).PowerState]).toEqual(['PoweringOn', 'Off']);
  },
  async bootOverride() {
    await serve({ bootOverride: 'absent' });
    expect(Object.keys(Object((await get()).Boot))).toEqual(['BootOrder', 'BootOptions']);
    expect((await patchBoot(once)).status).toBe(400);
  },
  async continuousOverride() {
    await serve({ continuousOverride: 'refused' });
    expect((await get()).Boot).toMatchObject({ [values('BootSourceOverrideEnabled')]: ['Disabled', 'Once'] });
    expect((await patchBoot({ ...once, BootSourceOverrideEnabled: 'Continuous' })).status).toBe(400);
  },
  async overrideValuesTold() {
    await serve({ overrideValuesTold: 'without-enabled' });
    const told = async (path = system) =>
      Object.keys(Object((await get(path)).Boot)).filter((key) => /@|Supp/.test(key));
    const [targets, modes] = ['Target', 'Mode'].map((key) => values(`BootSourceOverride${key}`));
    expect(await told()).toEqual([targets, modes]);
    bmc.become(deviating(plainPersonality, { overrideValuesTold: 'supported-list' }));
    expect(await told()).toEqual(['BootSourceOverrideSupported']);
    bmc.become(deviating(plainPersonality, { overrideValuesTold: 'settings-object', bootSettings: 'everything' }));
    expect([await told(), (await told(settings)).length]).toEqual([[], 3]);
  },
  async bootMode() {
    await serve({ bootMode: 'read-only' });
    expect((await get()).Boot).toMatchObject({ BootSourceOverrideMode: 'UEFI' });
    expect((await patchBoot({ BootSourceOverrideMode: 'Legacy' })).status).toBe(400);
    bmc.become(deviating(plainPersonality, { bootMode: 'absent' }));
    expect((await get()).Boot).not.toHaveProperty('BootSourceOverrideMode');
  },
  async overrideRequest() {
    await serve({ overrideRequest: 'needs-enabled' });
    expect((await patchBoot({ BootSourceOverrideTarget: 'Pxe' })).status).toBe(200);
    expect(node.boot.state.override.target).toBe('None');
    bmc.become(deviating(plainPersonality, { overrideRequest: 'needs-all' }));
    expect((await patchBoot(once)).status).toBe(200);
    expect(node.boot.state.override.target).toBe('None');
    await patchBoot({ ...once, BootSourceOverrideMode: 'UEFI' });
    expect(node.boot.state.override.target).toBe('Pxe');
  },
  async modeAfterTarget() {
    await serve({ modeAfterTarget: 'legacy' });
    await patchBoot({ ...once, BootSourceOverrideMode: 'UEFI' });
    expect(node.boot.state.override.mode).toBe('Legacy');
    await patchBoot({ BootSourceOverrideMode: 'UEFI' });
    expect(node.boot.state.override).toMatchObject({ target: 'Pxe', mode: 'UEFI' });
  },
  async pxeShownAs() {
    await serve({ pxeShownAs: 'UefiBootNext' });
    await patchBoot(once);
    expect((await get()).Boot).toMatchObject({ BootSourceOverrideTarget: 'UefiBootNext' });
  },
  async bootSettings() {
    await serve({ bootSettings: 'mode-and-order' });
    expect((await get())['@Redfish.Settings']).toMatchObject({ SettingsObject: { '@odata.id': settings } });
    const refused = await patchBoot({ BootSourceOverrideMode: 'Legacy' });
    expect([refused.status, refused.text]).toEqual([
      400,
      expect.stringContaining('OperationSupportedInFutureStateURI'),
    ]);
    expect((await patchBoot({ BootSourceOverrideMode: 'Legacy' }, settings)).status).toBe(200);
    expect((await patchBoot(once)).status).toBe(200);
    bmc.become(deviating(plainPersonality, { bootSettings: 'everything' }));
    expect([(await patchBoot(once)).status, (await patchBoot(once, settings)).status]).toEqual([400, 200]);
    bmc.become(deviating(plainPersonality, { bootSettings: 'order' }));
    expect(Object.keys(Object((await get(settings)).Boot))).toEqual(['BootOrder']);
  },
  async bootChangesDuringPost() {
    await serve({ bootChangesDuringPost: 'refused' });
    await reset('On');
    await untilPower('On');
    const refused = await patchBoot(once);
    expect([refused.status, refused.text]).toEqual([400, expect.stringContaining('UnableToModifyDuringSystemPOST')]);
  },
  async bootOptions() {
    await serve({ bootOptions: 'named' });
    const BootOrder = ['ME0-PXE-IP4', 'ME1-PXE-IP4', 'DISK0', 'ME0-HTTP-IP4', 'ME1-HTTP-IP4'];
    expect((await get()).Boot).toMatchObject({ BootOrder });
    bmc.become(deviating(plainPersonality, { bootOptions: 'groups' }));
    await patchBoot({ BootOrder: ['HardDisk', 'Network'] });
    expect(node.boot.inOrder()[0]).toEqual({ kind: 'disk' });
    bmc.become(deviating(plainPersonality, { bootOptions: 'absent' }));
    expect((await get()).Boot).not.toHaveProperty('BootOptions');
  },
  async bootOptionMac() {
    await serve({ bootOptionMac: 'in-name' });
    const option = () => get(`${system}/BootOptions/Boot0000`);
    expect(await option()).toMatchObject({ DisplayName: `UEFI PXE IPv4 Adapter - ${bareMac}` });
    expect(String((await option()).UefiDevicePath)).not.toContain(bareMac);
    bmc.become(deviating(plainPersonality, { bootOptionMac: 'nowhere' }));
    expect(JSON.stringify(await option())).not.toContain(bareMac);
  },
  async bootOrder() {
    await serve({ bootOrder: 'unknown-when-written' });
    const { BootOrder } = Object((await get()).Boot);
    const refused = await patchBoot({ BootOrder });
    expect([refused.status, refused.text]).toEqual([400, expect.stringContaining('PropertyUnknown')]);
  },
  async oemBootOrder() {
    await serve({ oemBootOrder: 'FixedBootOrder' });
    await reverse(`${system}/Oem/Supermicro/FixedBootOrder`, 'UEFINetwork', secondMac);
    bmc.become(deviating(plainPersonality, { oemBootOrder: 'BootOrderNext' }));
    await reverse(`${system}/Oem/Lenovo/BootSettings/BootOrder.NetworkBootOrder`, 'BootOrderNext', bootMac);
    bmc.become(deviating(plainPersonality, { oemBootOrder: 'PersistentBootConfigOrder' }));
    const path = `${system}/Bios/oem/hpe/boot`;
    expect(await get(`${system}/Bios`)).toMatchObject({ Oem: { Hpe: { Links: { Boot: { '@odata.id': path } } } } });
    await reverse(`${path}/settings`, 'PersistentBootConfigOrder', secondMac);
  },
  async pxeDevices() {
    await serve({ pxeDevices: 'attributes', interfaceIds: 'by-location' });
    const wanted = { PxeDev1Interface: 'NIC.Slot.1-2-1' };
    expect((await get(`${system}/Bios`)).Attributes).toMatchObject({ PxeDev1Interface: 'NIC.Slot.1-1-1' });
    await patch(`${system}/Bios/Settings`, { Attributes: wanted });
    expect(node.boot.inOrder()[0]).toMatchObject({ mac: bootMac });
    await reset('On');
    await expect.poll(() => node.boot.inOrder()[0], { timeout: 10_000 }).toMatchObject({ mac: secondMac });
    expect((await get(`${system}/Bios`)).Attributes).toMatchObject(wanted);
  },
  async biosJobs() {
    await serve({ biosJobs: 'one-at-a-time' });
    const write = () => patch(`${system}/Bios/Settings`, { Attributes: { SriovGlobal: 'Enabled' } });
    const accepted = await write();
    expect(accepted.headers.location).toBe('/redfish/v1/TaskService/Tasks/JID_1');
    await expectTask(accepted, ['Suspended']);
    expect((await write()).status).toBe(400);
    await reset('On');
    await expect.poll(() => node.bios.state.pending, { timeout: 10_000 }).toEqual({});
    await expectTask(accepted, ['Completed']);
  },
  async pxeSupport() {
    await serve({ pxeSupport: 'by-suffixed-name' });
    expect((await get(`${system}/Bios`)).Attributes).toMatchObject({ IPv4PXESupport_00F4: 'Enabled' });
  },
  async serialNumber() {
    await serve({ serialNumber: 'sku' });
    expect(await get()).toMatchObject({ SerialNumber: 'CNDRYDOCKR1N1BOARD', SKU: 'DRYDOCK-R1N1' });
    bmc.become(deviating(plainPersonality, { serialNumber: 'chassis' }));
    expect(await get()).toMatchObject({ SerialNumber: null });
    expect(await get('/redfish/v1/Chassis/1U')).toMatchObject({ SerialNumber: 'DRYDOCK-R1N1' });
    bmc.become(deviating(plainPersonality, { serialNumber: 'placeholder' }));
    expect(await get()).toMatchObject({ SerialNumber: 'To be filled by O.E.M.', SKU: 'N/A' });
  },
  async uuid() {
    await serve({ uuid: 'empty' });
    expect(await get()).toMatchObject({ UUID: '' });
    bmc.become(deviating(plainPersonality, { uuid: 'other-byte-order' }));
    expect(await get()).toMatchObject({ UUID: '6d797264-0000-0040-8000-000000010100' });
  },
  async macs() {
    await serve({ macs: 'lower-case' });
    const nic = () => get(`${system}/EthernetInterfaces/nic0`);
    expect(await nic()).toMatchObject({ MACAddress: bootMac });
    bmc.become(deviating(plainPersonality, { macs: 'bare' }));
    expect(await nic()).toMatchObject({ MACAddress: bareMac });
  },
  async interfaces() {
    await serve({ interfaces: 'adapters' });
    expect(await get()).not.toHaveProperty('EthernetInterfaces');
    const path = '/redfish/v1/Chassis/1U/NetworkAdapters/Adapter1/NetworkDeviceFunctions/nic0';
    expect(await get(path)).toMatchObject({ Ethernet: { MACAddress: bootMac.toUpperCase() } });
    bmc.become(deviating(plainPersonality, { interfaces: 'nowhere' }));
    expect(await get('/redfish/v1/Chassis/1U')).not.toHaveProperty('NetworkAdapters');
  },
  async interfaceIds() {
    await serve({ interfaceIds: 'by-location' });
    expect(await get(`${system}/EthernetInterfaces/NIC.Slot.1-1-1`)).toMatchObject({ Id: 'NIC.Slot.1-1-1' });
  },
  async hostInterface() {
    await serve({ hostInterface: 'listed' });
    expect(await get(`${system}/EthernetInterfaces`)).toMatchObject({ 'Members@odata.count': 3 });
    expect(await get(`${system}/EthernetInterfaces/ToManager`)).toMatchObject({ MACAddress: '06:00:00:00:00:01' });
  },
  async processorCount() {
    await serve({ processorCount: 'cores' });
    expect(await get()).toMatchObject({ ProcessorSummary: { Count: 16 } });
    bmc.become(deviating(plainPersonality, { processorCount: 'zero' }));
    expect(await get()).toMatchObject({ ProcessorSummary: { Count: 0 } });
  },
  async memory() {
    await serve({ memory: 'zero' });
    expect(await get()).toMatchObject({ MemorySummary: { TotalSystemMemoryGiB: 0 } });
  },
  async healthKey() {
    await serve({ healthKey: 'HealthRollUp' });
    expect((await get()).Status).toEqual({ State: 'Disabled', Health: 'OK', HealthRollUp: 'OK' });
  },
  async optionalResources() {
    await serve({ optionalResources: 'missing' });
    for (const key of ['Storage', 'Memory', 'BootProgress']) expect(await get()).not.toHaveProperty(key);
    for (const key of ['Tasks', 'UpdateService']) expect(await get('/redfish/v1/')).not.toHaveProperty(key);
  },
  async otherSystem() {
    await serve({ otherSystem: 'baseboard' });
    const listed = async () => JSON.stringify((await get('/redfish/v1/Systems')).Members);
    expect(await listed()).toContain('HGX_Baseboard_0');
    expect(await get('/redfish/v1/Systems/HGX_Baseboard_0')).not.toHaveProperty('Actions');
    bmc.become(deviating(plainPersonality, { otherSystem: 'host' }));
    expect(await get('/redfish/v1/Systems/Node1')).toMatchObject({ SerialNumber: 'DRYDOCK-R1N1', UUID: '' });
    const path = '/redfish/v1/Systems/Node1/Actions/ComputerSystem.Reset';
    expect((await askBmc('POST', bmc.url + path, { json: { ResetType: 'On' } })).status).toBe(409);
  },
};

/** The answer is a task, which is in these states when it is looked at. */
async function expectTask(answer: Awaited<ReturnType<typeof patch>>, states: readonly string[]): Promise<void> {
  expect(answer.status).toBe(202);
  for (const TaskState of states) expect(await get(String(answer.headers.location))).toMatchObject({ TaskState });
}

/** Turns an order round: the interface with the MAC is then the first of the network. */
async function reverse(path: string, key: string, mac: string): Promise<void> {
  const order = [(await get(path))[key]].flat();
  expect((await patch(path, { [key]: order.toReversed() })).status).toBe(200);
  const first = node.boot.inOrder().find((attempt) => attempt.kind === 'network' && attempt.protocol === 'pxe');
  expect(first).toMatchObject({ mac });
}

describe('a BMC deviates by a switch', () => {
  it.each(Object.entries(deviates))('%s', async (_, show) => show());
});

describe('a plain BMC', () => {
  it('has every switch off: the first of its settings', async () => {
    await serve({});
    expect(bmc.personality().deviations).toEqual(noDeviations);
    const first = Object.entries(deviationSettings).map(([name, [setting]]) => [name, setting]);
    expect(noDeviations).toEqual(Object.fromEntries(first));
  });

  it('is told from a switch that does not exist, or has no such setting', async () => {
    await serve({});
    expect([{ links: 'slash-at-end' }, { links: 'none' }, { lynx: 'plain' }].map(areDeviations)).toEqual([
      true,
      false,
      false,
    ]);
  });
});
