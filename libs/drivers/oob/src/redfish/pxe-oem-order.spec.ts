import type { JsonObject } from '@drydock/redfish';
import { afterEach, describe, expect, it } from 'vitest';
import { Bench } from './testing/bench.js';
import { collectionOf, interfacesOf, link, treeOf } from './testing/trees.js';

let bench: Bench;
afterEach(() => bench.close());

const bootMac = '7c:c2:55:79:3f:8e';
const otherMac = '7c:c2:55:79:3f:8f';
const system = '/redfish/v1/Systems/1';
const nics = interfacesOf(system, { NIC1: '7C:C2:55:79:3F:8E', NIC2: '7C:C2:55:79:3F:8F' });
const open = async (host: JsonObject, more: Record<string, JsonObject>) => {
  const interfaces = { EthernetInterfaces: link(`${system}/EthernetInterfaces`) };
  bench = await Bench.open(treeOf({ system, host: { ...interfaces, ...host }, more: { ...nics, ...more } }));
};
const configure = (parameters: object = {}) => bench.run('ConfigNodePxe', { bootMac, ...parameters });
const patches = () => bench.changes.filter(([what]) => what.startsWith('PATCH'));

describe('a boot order of the maker’s own', () => {
  it('has the entries with the MAC at their end (BootOrderNext)', async () => {
    const settings = `${system}/Oem/Lenovo/BootSettings`;
    const supported = ['UEFI: SLOT6 (4D/0/0) PXE IP4', 'PXE IPv4 X710 - 7CC255793F8F', 'PXE IPv4 X710 - 7CC255793F8E'];
    await open(
      { Oem: { Lenovo: { BootSettings: link(settings) } }, Boot: { BootOrder: ['Network', 'HardDisk'] } },
      collectionOf(settings, {
        'BootOrder.NetworkBootOrder': {
          BootOrderSupported: supported,
          BootOrderCurrent: supported,
          BootOrderNext: supported.slice(0, 2),
        },
        'BootOrder.WolBootOrder': { BootOrderNext: ['Network'] },
      }),
    );
    const result = { mechanism: 'oem-order', interface: 'NIC1', resetRequired: true };
    await expect(configure()).resolves.toEqual({ kind: 'done', result: { ...result, changed: true } });
    expect(patches()).toEqual([
      [
        `PATCH ${settings}/BootOrder.NetworkBootOrder`,
        {
          BootOrderNext: [
            'PXE IPv4 X710 - 7CC255793F8E',
            'UEFI: SLOT6 (4D/0/0) PXE IP4',
            'PXE IPv4 X710 - 7CC255793F8F',
          ],
        },
      ],
    ]);
    await expect(configure()).resolves.toMatchObject({ result: { ...result, changed: false } });
    await expect(bench.run('InterrogateOob', {})).resolves.toMatchObject({
      result: { boot: { pxeNicSelection: 'oem-order' } },
    });
  });

  it('has the MAC in the device path of its sources (PersistentBootConfigOrder)', async () => {
    const boot = `${system}/bios/boot/`;
    const source = (name: string, mac: string, tail: string) => ({
      StructuredBootString: name,
      UEFIDevicePath: `PciRoot(0x0)/Pci(0x0,0x0)/MAC(${mac},0x1)/${tail}`,
    });
    const order = ['HD.SD.1.2', 'OCP.Slot.10.1.Httpv4', 'OCP.Slot.10.1.IPv6', 'OCP.Slot.10.1.IPv4'];
    await open(
      { Bios: link(`${system}/bios/`) },
      {
        [`${system}/bios/`]: { Oem: { Hpe: { Links: { Boot: link(boot) } } } },
        [boot]: {
          '@Redfish.Settings': { SettingsObject: link(`${boot}settings/`) },
          PersistentBootConfigOrder: order,
          BootSources: [
            source('OCP.Slot.10.1.Httpv4', '7CC255793F8E', 'IPv4(0.0.0.0)/Uri()'),
            source('OCP.Slot.10.1.IPv6', '7CC255793F8E', 'IPv6(::)'),
            source('OCP.Slot.10.1.IPv4', '7CC255793F8E', 'IPv4(0.0.0.0)'),
          ],
        },
        [`${boot}settings/`]: { PersistentBootConfigOrder: order },
      },
    );
    await expect(configure()).resolves.toMatchObject({ result: { mechanism: 'oem-order', changed: true } });
    expect(patches()).toEqual([
      [`PATCH ${boot}settings/`, { PersistentBootConfigOrder: [order[3], order[0], order[1], order[2]] }],
    ]);
    await configure({ protocol: 'http' });
    expect(patches().at(-1)?.[1]).toMatchObject({
      PersistentBootConfigOrder: [order[1], order[3], order[0], order[2]],
    });
  });

  it('stands in where the boot order itself cannot be written (FixedBootOrder)', async () => {
    const fixed = `${system}/Oem/Supermicro/FixedBootOrder`;
    const name = (mac: string) => `(B220/D0/F0) UEFI PXE IPv4 Mellanox - ${mac}`;
    const interfaces = [name('7CC255793F8F'), name('7CC255793F8E')];
    await open(
      {
        Oem: { Supermicro: { FixedBootOrder: link(fixed) } },
        Boot: { BootOptions: link(`${system}/BootOptions`), BootOrder: ['Boot0001', 'Boot0002'] },
      },
      {
        ...collectionOf(`${system}/BootOptions`, {
          Boot0001: { DisplayName: name('7CC255793F8F') },
          Boot0002: { DisplayName: name('7CC255793F8E') },
        }),
        [fixed]: {
          FixedBootOrder: ['UEFI Hard Disk', 'UEFI CD/DVD'],
          'FixedBootOrder@Redfish.AllowableValues': ['UEFI Hard Disk', 'UEFI Network', 'UEFI CD/DVD'],
          UEFINetwork: interfaces,
        },
      },
    );
    const error = { '@Message.ExtendedInfo': [{ MessageId: 'Base.1.10.PropertyUnknown' }] };
    bench.bmc.script = ({ method, path }) =>
      method === 'PATCH' && path === system ? { status: 400, body: { error } } : undefined;
    await expect(configure()).resolves.toMatchObject({ result: { mechanism: 'oem-order', changed: true } });
    expect(patches().at(-1)).toEqual([
      `PATCH ${fixed}`,
      { FixedBootOrder: ['UEFI Network', 'UEFI Hard Disk', 'UEFI CD/DVD'], UEFINetwork: interfaces.toReversed() },
    ]);
  });

  it('is not believed when it stays as it was', async () => {
    const settings = `${system}/Oem/Lenovo/BootSettings`;
    const entries = ['PXE IPv4 - 7CC255793F8F', 'PXE IPv4 - 7CC255793F8E'];
    await open(
      { Oem: { Lenovo: { BootSettings: link(settings) } } },
      collectionOf(settings, { Network: { BootOrderSupported: entries, BootOrderNext: entries } }),
    );
    bench.bmc.script = ({ method }) => (method === 'PATCH' ? { status: 204 } : undefined);
    await expect(configure()).rejects.toMatchObject({
      kind: 'rejected',
      message: expect.stringContaining('BootOrderNext'),
    });
  });
});

describe('network boot that is off in the BIOS', () => {
  const bios = `${system}/Bios`;
  const withBios = (attributes: JsonObject) =>
    open(
      { Bios: link(bios), Boot: { BootOptions: link(`${system}/BootOptions`), BootOrder: ['Boot0001'] } },
      {
        ...collectionOf(`${system}/BootOptions`, { Boot0001: { DisplayName: 'Ubuntu' } }),
        [bios]: { '@Redfish.Settings': { SettingsObject: link(`${bios}/SD`) }, Attributes: attributes },
        [`${bios}/SD`]: { Attributes: {} },
      },
    );

  it.each([
    [{ IPv4PXESupport_00F4: 'Disabled', IPv6PXESupport_00F5: 'Disabled' }, { IPv4PXESupport_00F4: 'Enabled' }],
    [{ 'IPv4PXESupport#00F7': 'Disabled' }, { 'IPv4PXESupport#00F7': 'Enabled' }],
    [{ NetworkStackSettings_IPv4PXESupport: 'Disable' }, { NetworkStackSettings_IPv4PXESupport: 'Enable' }],
    [{ IPV4PXE: 'Disabled', NetworkStack: 'Enabled' }, { IPV4PXE: 'Enabled' }],
    [
      { Ipv4Pxe: false, NetworkStack: 'Disabled' },
      { Ipv4Pxe: true, NetworkStack: 'Enabled' },
    ],
  ])('is switched on first: %j', async (attributes, changes) => {
    await withBios(attributes);
    const result = { mechanism: 'bios-attribute', interface: 'NIC1', resetRequired: true };
    await expect(configure()).resolves.toEqual({ kind: 'done', result: { ...result, changed: true } });
    expect(patches()).toEqual([[`PATCH ${bios}/SD`, { Attributes: changes }]]);
    await expect(configure()).resolves.toMatchObject({ result: { ...result, changed: false } });
  });

  it('is switched on at settings that nothing links to', async () => {
    await withBios({ NetworkStack: 'Disabled' });
    bench.bmc.change(bios, { '@Redfish.Settings': undefined });
    await configure();
    expect(patches()).toEqual([[`PATCH ${bios}/SD`, { Attributes: { NetworkStack: 'Enabled' } }]]);
  });

  it('is found by what the setup screen calls it, where names mean nothing', async () => {
    await withBios({ NWSK001: 'NWSK001Disabled', NWSK002: 'NWSK002Disabled', NWSK003: 'NWSK003Disabled' });
    const value = (name: string) => ['Disabled', 'Enabled'].map((word) => ({ ValueName: `${name}${word}` }));
    const attribute = (name: string, DisplayName: string) => ({ AttributeName: name, DisplayName, Value: value(name) });
    bench.bmc.change('/redfish/v1/', { Registries: link('/redfish/v1/Registries') });
    bench.bmc.change(bios, { AttributeRegistry: 'BiosAttributeRegistryR12.1.0.0' });
    bench.bmc.resources.set('/redfish/v1/Registries', { Members: [link('/redfish/v1/Registries/Bios')] });
    bench.bmc.resources.set('/redfish/v1/Registries/Bios', {
      Id: 'BiosAttributeRegistryR12.1.0.0',
      Location: [{ Language: 'en', Uri: '/registries/bios.json' }],
    });
    const attributes = [
      attribute('NWSK001', 'Network Stack'),
      attribute('NWSK002', 'IPv4 PXE Support'),
      attribute('NWSK003', 'IPv6 PXE Support'),
    ];
    bench.bmc.resources.set('/registries/bios.json', { RegistryEntries: { Attributes: attributes } });
    await expect(configure()).resolves.toMatchObject({ result: { mechanism: 'bios-attribute', changed: true } });
    expect(patches()[0]?.[1]).toEqual({ Attributes: { NWSK001: 'NWSK001Enabled', NWSK002: 'NWSK002Enabled' } });
  });

  it('for each interface alone is named, not guessed', async () => {
    await withBios({ Slot1NicBoot1: 'Disabled', Slot1NicBoot2: 'NetworkBoot', NicBoot5: 'Disabled' });
    await expect(configure()).rejects.toMatchObject({
      kind: 'not-found',
      evidence: expect.arrayContaining(['switched off in the BIOS: Slot1NicBoot1, NicBoot5']),
    });
    expect(patches()).toEqual([]);
  });
});

describe('a BMC that cannot choose', () => {
  it.each([
    ['has a boot override only', { Boot: { BootSourceOverrideTarget: 'None' } }],
    ['has groups for boot options', { Boot: { BootOrder: ['Network', 'HardDisk'], BootOptions: link('/options') } }],
    ['has nothing', {}],
  ])('says so when it %s', async (_, host) => {
    await open(host, collectionOf('/options', { Network: { DisplayName: 'Network' }, HardDisk: {} }));
    await expect(configure()).rejects.toMatchObject({
      kind: 'unsupported',
      message: expect.stringContaining('cannot choose'),
      advice: expect.stringContaining('SetNodeBoot pxe works'),
    });
    await expect(configure({ bootMac: '02:00:00:00:00:01' })).rejects.toMatchObject({
      kind: 'not-found',
      evidence: [`its MACs: ${bootMac}, ${otherMac}`],
    });
  });
});
