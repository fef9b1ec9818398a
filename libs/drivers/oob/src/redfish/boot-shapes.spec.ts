import type { JsonObject } from '@drydock/redfish';
import { afterEach, describe, expect, it } from 'vitest';
import { Bench } from './testing/bench.js';
import { collectionOf, link, treeOf } from './testing/trees.js';

let bench: Bench;
afterEach(() => bench.close());

const system = '/redfish/v1/Systems/System_0';
const settings = `${system}/Settings`;
const allowable = (key: string, ...values: readonly string[]) => ({ [`${key}@Redfish.AllowableValues`]: values });
const target = 'BootSourceOverrideTarget';
const enabled = 'BootSourceOverrideEnabled';
const mode = 'BootSourceOverrideMode';
const off = { [target]: 'None', [enabled]: 'Disabled' };

const open = async (Boot: JsonObject, more: Record<string, JsonObject> = {}, host: JsonObject = {}) => {
  bench = await Bench.open(treeOf({ system, host: { Boot, ...host }, more }));
};
const patches = () => bench.changes.filter(([what]) => what.startsWith('PATCH'));
const bodies = () => patches().map(([, { Boot }]) => Boot);
const refuse = (when: (boot: JsonObject) => boolean, error: JsonObject = {}) => {
  bench.bmc.script = ({ method, body }) =>
    method === 'PATCH' && when(Object(body.Boot)) ? { status: 400, body: { error } } : undefined;
};

describe('the words of a BMC for a boot device', () => {
  it.each([
    {
      of: 'the specification',
      boot: { ...off, ...allowable(target, 'None', 'Pxe', 'Cd') },
      device: 'cdrom',
      word: 'Cd',
    },
    {
      of: 'an old Supermicro',
      boot: { ...off, ...allowable(target, 'None', 'Pxe', 'CD/DVD', 'UefiUsbCd') },
      device: 'cdrom',
      word: 'CD/DVD',
    },
    { of: 'an iLO 4', boot: { ...off, BootSourceOverrideSupported: ['None', 'Hdd'] }, device: 'disk', word: 'Hdd' },
    { of: 'one that shouts', boot: { ...off, ...allowable(target, 'NONE', 'PXE', 'HDD') }, device: 'pxe', word: 'PXE' },
    { of: 'one that does not tell', boot: off, device: 'bios-setup', word: 'BiosSetup' },
  ] as const)('are taken as they are: those of $of', async ({ boot, device, word }) => {
    await open(boot);
    await bench.run('SetNodeBoot', { device });
    expect(bodies()).toEqual([{ [target]: word, [enabled]: 'Once' }]);
  });

  it('imply the mode where there is no other way to say it', async () => {
    await open({ ...off, ...allowable(target, 'None', 'Pxe', 'UefiPxe') });
    await bench.run('SetNodeBoot', { device: 'pxe', mode: 'uefi' });
    await bench.run('SetNodeBoot', { device: 'pxe', mode: 'legacy' });
    expect(bodies()).toEqual([
      { [target]: 'UefiPxe', [enabled]: 'Once' },
      { [target]: 'Pxe', [enabled]: 'Once' },
    ]);
  });

  it.each(['settings', 'system', 'beside Boot'])('may stand in the wrong place: %s', async (where) => {
    const words = allowable(target, 'None', 'Usb');
    await open(off, { [settings]: { Boot: where === 'settings' ? words : {} } });
    bench.bmc.change(system, { '@Redfish.Settings': { SettingsObject: link(settings) } });
    if (where === 'system') bench.bmc.change(system, { Boot: words });
    if (where === 'beside Boot') bench.bmc.change(system, words);
    await expect(bench.run('SetNodeBoot', { device: 'disk' })).rejects.toMatchObject({ kind: 'unsupported' });
    await expect(bench.run('SetNodeBoot', { device: 'usb' })).resolves.toMatchObject({ kind: 'done' });
  });
});

describe('taking a boot override back', () => {
  it.each([
    ['neither is told', off, off],
    ['None is not offered', allowable(target, 'Pxe', 'Hdd'), { [enabled]: 'Disabled' }],
    ['Disabled is not offered', allowable(enabled, 'Once', 'Continuous'), { [target]: 'None' }],
  ])('writes what there is, where %s', async (_, boot, written) => {
    await open({
      [target]: 'Pxe',
      [enabled]: 'Once',
      ...boot,
      ...(boot === off && { [target]: 'Pxe', [enabled]: 'Once' }),
    });
    await expect(bench.run('SetNodeBoot', { device: 'none' })).resolves.toMatchObject({ result: { changed: true } });
    expect(bodies()).toEqual([written]);
    await expect(bench.run('SetNodeBoot', { device: 'none' })).resolves.toMatchObject({ result: { changed: false } });
  });

  it('finds a stale Once without a device off already', async () => {
    await open({ [target]: 'None', [enabled]: 'Once' });
    await expect(bench.run('SetNodeBoot', { device: 'none' })).resolves.toMatchObject({ result: { changed: false } });
  });
});

describe('the boot mode', () => {
  it.each([
    ['is not there', {}],
    ['is shown as null', { [mode]: null }],
  ])('is left alone where it %s', async (_, boot) => {
    await open({ ...off, ...boot });
    await expect(bench.run('SetNodeBoot', { device: 'pxe', mode: 'uefi' })).resolves.toMatchObject({
      result: { changed: true, mode: null },
    });
    expect(bodies()).toEqual([{ [target]: 'Pxe', [enabled]: 'Once' }]);
  });

  it('is left alone where nobody asked for it, and where it is so already', async () => {
    await open({ ...off, [mode]: 'UEFI' });
    await bench.run('SetNodeBoot', { device: 'pxe' });
    await bench.run('SetNodeBoot', { device: 'disk', mode: 'uefi' });
    expect(bodies().some((boot) => Object.keys(Object(boot)).includes(mode))).toBe(false);
  });

  it('is refused where the BMC offers another only', async () => {
    await open({ ...off, [mode]: 'UEFI', ...allowable(mode, 'UEFI') });
    await expect(bench.run('SetNodeBoot', { device: 'pxe', mode: 'legacy' })).rejects.toMatchObject({
      kind: 'unsupported',
      message: expect.stringContaining('it offers UEFI'),
    });
  });
});

describe('a boot override that is refused', () => {
  it('is sent without what did not change', async () => {
    await open({ [target]: 'Hdd', [enabled]: 'Once' });
    refuse((boot) => boot[enabled] !== undefined);
    await bench.run('SetNodeBoot', { device: 'pxe' });
    expect(bodies().at(-1)).toEqual({ [target]: 'Pxe' });
  });

  it('by a 200 with a critical message is refused as well', async () => {
    await open({ ...off, [mode]: 'Legacy' });
    const error = { '@Message.ExtendedInfo': [{ MessageId: 'Base.1.8.PropertyNotWritable', Severity: 'Critical' }] };
    bench.bmc.script = ({ method, body }) =>
      method === 'PATCH' && JSON.stringify(body).includes(mode) ? { status: 200, body: { error } } : undefined;
    await expect(bench.run('SetNodeBoot', { device: 'pxe', mode: 'uefi' })).rejects.toMatchObject({
      kind: 'rejected',
      evidence: expect.arrayContaining([expect.stringContaining('PropertyNotWritable')]),
    });
  });

  it('during the power-on self test is not sent in another form, but later', async () => {
    await open({ ...off, [mode]: 'Legacy' });
    refuse(() => true, { '@Message.ExtendedInfo': [{ MessageId: 'iLO.2.14.UnableToModifyDuringSystemPOST' }] });
    await expect(bench.run('SetNodeBoot', { device: 'pxe', mode: 'uefi' })).rejects.toMatchObject({ kind: 'busy' });
    expect(patches()).toHaveLength(1);
  });

  it('for want of its mode is sent with the one that it has', async () => {
    await open({ ...off, [mode]: 'UEFI' });
    refuse((boot) => boot[mode] === undefined);
    await bench.run('SetNodeBoot', { device: 'pxe' });
    expect(bodies().at(-1)).toEqual({ [target]: 'Pxe', [enabled]: 'Once', [mode]: 'UEFI' });
    await bench.run('SetNodeBoot', { device: 'none' });
    expect(bodies().at(-1)).toEqual({ [target]: 'None', [enabled]: 'Disabled', [mode]: 'UEFI' });
  });

  it.each(['Ami.1.0.OperationSupportedInFutureStateURI', 'Base.1.18.PropertyNotWritable'])(
    'with %s is written to the settings object, and so is the order',
    async (MessageId) => {
      const mac = 'Pci(0)/MAC(B83FD2000001,0x1)/IPv4(0.0.0.0)';
      const order = { BootOrder: ['Boot0002', 'Boot0001'], BootOptions: link(`${system}/BootOptions`) };
      const options = collectionOf(`${system}/BootOptions`, { Boot0001: { UefiDevicePath: mac } });
      await open({ ...off, ...order }, { [settings]: { Boot: {} }, ...options });
      bench.bmc.change(system, { '@Redfish.Settings': { SettingsObject: link(settings) } });
      const error = { '@Message.ExtendedInfo': { MessageId } };
      bench.bmc.script = ({ method, path }) =>
        method === 'PATCH' && path === system ? { status: 400, body: { error } } : undefined;
      await expect(bench.run('SetNodeBoot', { device: 'pxe' })).resolves.toMatchObject({ kind: 'done' });
      expect(patches().at(-1)).toEqual([`PATCH ${settings}`, { Boot: { [target]: 'Pxe', [enabled]: 'Once' } }]);
      await bench.run('ConfigNodePxe', { bootMac: 'b8:3f:d2:00:00:01' });
      expect(patches().at(-1)).toEqual([`PATCH ${settings}`, { Boot: { BootOrder: ['Boot0001', 'Boot0002'] } }]);
    },
  );
});

describe('a settings object with the override', () => {
  it('takes it; the second time nothing changes, though it is sent again in case it was used up', async () => {
    await open({ ...off, [mode]: 'UEFI' }, { [settings]: { '@odata.etag': '"3"', Boot: { ...off } } });
    bench.bmc.change(system, { '@Redfish.Settings': { SettingsObject: link(settings) } });
    await expect(bench.run('SetNodeBoot', { device: 'pxe' })).resolves.toMatchObject({ result: { changed: true } });
    expect(patches()).toEqual([[`PATCH ${settings}`, { Boot: { [target]: 'Pxe', [enabled]: 'Once' } }]]);
    expect(bench.bmc.requests.at(-1)?.headers['if-match'] ?? '"3"').toBe('"3"');
    await expect(bench.run('SetNodeBoot', { device: 'pxe' })).resolves.toMatchObject({ result: { changed: false } });
  });
});

describe('a BMC with nothing but a boot order', () => {
  const options = collectionOf(`${system}/BootOptions`, {
    'Disk-0': { UefiDevicePath: 'PciRoot(0x0)/NVMe(0x1)/HD(1,GPT)' },
    'ME0-PXE-IP4': { UefiDevicePath: 'PciRoot(0x0)/MAC(0040A68357CC,0x1)/IPv4(0.0.0.0)' },
  });
  const boot = { BootOrder: ['Disk-0', 'ME0-PXE-IP4'], BootOptions: link(`${system}/BootOptions`) };

  it('boots from the first option of that kind, for good, and says so', async () => {
    await open(boot, options);
    const result = { device: 'pxe', once: false, rearmed: false };
    await expect(bench.run('SetNodeBoot', { device: 'pxe' })).resolves.toMatchObject({
      result: { ...result, changed: true },
    });
    expect(bodies()).toEqual([{ BootOrder: ['ME0-PXE-IP4', 'Disk-0'] }]);
    await expect(bench.run('SetNodeBoot', { device: 'pxe' })).resolves.toMatchObject({
      result: { ...result, changed: false },
    });
    await bench.run('SetNodeBoot', { device: 'disk' });
    expect(bodies().at(-1)).toEqual({ BootOrder: ['Disk-0', 'ME0-PXE-IP4'] });
    await expect(bench.run('SetNodeBoot', { device: 'none' })).resolves.toMatchObject({ result: { changed: false } });
  });

  it('names its options when none is of that kind', async () => {
    await open(boot, options);
    await expect(bench.run('SetNodeBoot', { device: 'usb' })).rejects.toMatchObject({
      kind: 'unsupported',
      evidence: [expect.stringContaining('ME0-PXE-IP4')],
    });
  });
});
