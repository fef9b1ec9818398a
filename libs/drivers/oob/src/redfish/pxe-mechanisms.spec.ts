import type { JsonObject } from '@drydock/redfish';
import { afterEach, describe, expect, it } from 'vitest';
import { Bench } from './testing/bench.js';
import { collectionOf, interfacesOf, link, treeOf } from './testing/trees.js';

let bench: Bench;
afterEach(() => bench.close());

const bootMac = '7c:c2:55:79:3f:8e';
const otherMac = '7c:c2:55:79:3f:8f';
const system = '/redfish/v1/Systems/Self';
const nics = interfacesOf(system, { 'NIC.Slot.3-2-1': '7C:C2:55:79:3F:8E', 'NIC.Slot.5-1': '7C:C2:55:79:3F:8F' });
const configure = (parameters: object = {}) => bench.run('ConfigNodePxe', { bootMac, ...parameters });
const patches = () => bench.changes.filter(([what]) => what.startsWith('PATCH'));

describe('a boot option tells its interface', () => {
  const open = async (options: Readonly<Record<string, JsonObject>>, boot: JsonObject = {}, more = {}) => {
    const host = {
      EthernetInterfaces: link(`${system}/EthernetInterfaces`),
      Boot: { BootOptions: link(`${system}/BootOptions`), BootOrder: ['Disk', ...Object.keys(options)], ...boot },
    };
    const listed = collectionOf(`${system}/BootOptions`, options);
    bench = await Bench.open(treeOf({ system, host, more: { ...nics, ...listed, ...more } }));
  };
  const orderNow = () => bench.bmc.resources.get(system)?.Boot;

  it.each([
    ['by a name with the MAC in brackets', { DisplayName: 'UEFI PXEv4 (MAC:7CC255793F8E)' }],
    ['by a name that ends with it', { DisplayName: '(B220/D0/F0) UEFI PXE IPv4 Intel X710 - 7CC255793F8E' }],
    ['by a name with both notations', { DisplayName: 'UEFI PXE IPv4 Adapter - 7C:C2:55:79:3F:8E - 7CC255793F8E' }],
    [
      'by its device path alone',
      {
        DisplayName: 'Slot 1 Port 1 : X710 (PXE IPv4)',
        UefiDevicePath: 'Pci(0x0,0x0)/MAC(7CC255793F8E,0x1)/IPv4(0.0.0.0)',
      },
    ],
    ['by a device path with padding', { UefiDevicePath: `Pci(0x0)/MAC(7CC255793F8E${'0'.repeat(52)},0x1)/IPv4(0)` }],
    ['by a device path with colons', { UefiDevicePath: 'Pci(0x0)/Mac(7c:c2:55:79:3f:8e,0x1)/IPv4(0.0.0.0)' }],
    ['by a device path with dashes', { UefiDevicePath: 'Pci(0x0)/MAC(7C-C2-55-79-3F-8E,0x1)/IPv4(0.0.0.0)' }],
    ['by the interface that it is related to', { RelatedItem: [link(`${system}/EthernetInterfaces/NIC.Slot.3-2-1`)] }],
    ['by its description', { DisplayName: 'ME0', Description: 'Network boot 7cc255793f8e' }],
  ])('%s', async (_, option) => {
    await open({ Wanted: option });
    await expect(configure()).resolves.toMatchObject({
      result: { mechanism: 'boot-option', interface: 'NIC.Slot.3-2-1', changed: true, resetRequired: false },
    });
    expect(orderNow()).toMatchObject({ BootOrder: ['Wanted', 'Disk'] });
    await expect(configure()).resolves.toMatchObject({ result: { changed: false } });
    expect(patches()).toHaveLength(1);
  });

  it('never takes one that is for HTTP, whatever its name says', async () => {
    const path = 'Pci(0x0)/MAC(7CC255793F8E,0x1)/IPv4(0.0.0.0)';
    await open({
      Alias: { DisplayName: 'UEFI PXEv4 (MAC:7CC255793F8E)', Alias: 'UefiHttp' },
      Uri: { DisplayName: 'UEFI PXEv4', UefiDevicePath: `${path}/Uri()` },
      Vlan: { DisplayName: 'UEFI PXEv4', UefiDevicePath: 'MAC(7CC255793F8E,0x1)/Vlan(12)/IPv4(0.0.0.0)' },
      Six: { DisplayName: 'UEFI PXEv6', UefiDevicePath: 'MAC(7CC255793F8E,0x1)/IPv6(::)' },
      Four: { DisplayName: 'UEFI PXEv4', UefiDevicePath: path },
      FourAgain: { DisplayName: 'UEFI PXEv4', UefiDevicePath: path },
    });
    await configure();
    expect(orderNow()).toMatchObject({ BootOrder: ['Four', 'Disk', 'Alias', 'Uri', 'Vlan', 'Six', 'FourAgain'] });
    await configure({ vlan: 12 });
    expect(orderNow()).toMatchObject({ BootOrder: ['Vlan', 'Four', 'Disk', 'Alias', 'Uri', 'Six', 'FourAgain'] });
  });

  it('is switched on where it is off', async () => {
    await open({ Wanted: { DisplayName: 'UEFI PXEv4 (MAC:7CC255793F8E)', BootOptionEnabled: false } });
    await expect(configure()).resolves.toMatchObject({ result: { changed: true } });
    expect(bench.bmc.resources.get(`${system}/BootOptions/Wanted`)).toMatchObject({ BootOptionEnabled: true });
  });

  it('is ordered at the settings object where that has the order, with its own ETag', async () => {
    const settings = `${system}/SD`;
    await open(
      { Wanted: { DisplayName: 'PXEv4 (MAC:7CC255793F8E)' } },
      {},
      {
        [settings]: { '@odata.etag': 'W/"7"', Boot: { BootOrder: ['Disk', 'Wanted'] } },
      },
    );
    bench.bmc.change(system, { '@Redfish.Settings': { SettingsObject: link(settings) } });
    bench.bmc.script = ({ method, headers }) =>
      method === 'PATCH' && headers['if-match'] === undefined ? { status: 428 } : undefined;
    await expect(configure()).resolves.toMatchObject({ result: { changed: true, resetRequired: true } });
    expect(patches().at(-1)).toEqual([`PATCH ${settings}`, { Boot: { BootOrder: ['Wanted', 'Disk'] } }]);
    await expect(configure()).resolves.toMatchObject({ result: { changed: false, resetRequired: true } });
  });

  it('is refused with the MACs that the node has, where it has another one', async () => {
    await open({ Wanted: { DisplayName: 'PXEv4 (MAC:7CC255793F8E)' } });
    await expect(configure({ bootMac: '7c:c2:55:00:00:01' })).rejects.toMatchObject({
      kind: 'not-found',
      evidence: [`its MACs: ${bootMac}, ${otherMac}`],
    });
  });
});

describe('a BIOS attribute names the interface', () => {
  const bios = `${system}/Bios`;
  const open = async (attributes: JsonObject, more: JsonObject = {}) => {
    const Attributes = { PxeDev1EnDis: 'Disabled', PxeDev1Interface: 'NIC.Embedded.1-1-1', PxeDev2EnDis: 'Enabled' };
    const annotation = { SettingsObject: link(`${bios}/Settings`), SupportedApplyTimes: ['OnReset'] };
    bench = await Bench.open(
      treeOf({
        system,
        host: {
          EthernetInterfaces: link(`${system}/EthernetInterfaces`),
          Bios: link(bios),
          Boot: { BootOptions: link(`${system}/BootOptions`), BootOrder: ['Boot0001'] },
        },
        more: {
          ...nics,
          ...collectionOf(`${system}/BootOptions`, {
            Boot0001: { DisplayName: 'PXE Device 1: NIC in Slot 2 Port 1', UefiDevicePath: 'VenHw(3A191845)' },
          }),
          [bios]: { '@Redfish.Settings': annotation, Attributes: { ...Attributes, ...attributes }, ...more },
          [`${bios}/Settings`]: { Attributes: {} },
        },
      }),
    );
  };
  const restart = () =>
    bench.bmc.change(bios, { Attributes: bench.bmc.resources.get(`${bios}/Settings`)?.Attributes ?? {} });

  it('all in one write for the next start, once, and effective only after it', async () => {
    await open({});
    const result = { mechanism: 'bios-attribute', interface: 'NIC.Slot.3-2-1', resetRequired: true };
    await expect(configure()).resolves.toEqual({ kind: 'done', result: { ...result, changed: true } });
    expect(patches()).toEqual([
      [
        `PATCH ${bios}/Settings`,
        {
          '@Redfish.SettingsApplyTime': { ApplyTime: 'OnReset' },
          Attributes: { PxeDev1EnDis: 'Enabled', PxeDev1Interface: 'NIC.Slot.3-2-1' },
        },
      ],
    ]);
    await expect(configure()).resolves.toMatchObject({ result: { ...result, changed: false } });
    restart();
    await expect(configure()).resolves.toMatchObject({ result: { changed: false, resetRequired: false } });
    expect(patches()).toHaveLength(1);
  });

  it('with the finer ones that this BIOS has: VLAN, protocol, fallbacks, others off', async () => {
    await open({
      PxeDev1Protocol: 'IPv4',
      PxeDev1VlanEnDis: 'Disabled',
      PxeDev1VlanId: 1,
      PxeDev2Interface: '',
      PxeDev3EnDis: 'Enabled',
    });
    await configure({ ipVersion: 6, vlan: 12, fallbackMacs: [otherMac], exclusive: true });
    expect(patches()[0]?.[1]).toMatchObject({
      Attributes: {
        PxeDev1EnDis: 'Enabled',
        PxeDev1Interface: 'NIC.Slot.3-2-1',
        PxeDev1Protocol: 'IPv6',
        PxeDev1VlanEnDis: 'Enabled',
        PxeDev1VlanId: 12,
        PxeDev2Interface: 'NIC.Slot.5-1',
        PxeDev3EnDis: 'Disabled',
      },
    });
  });

  it('of its own for HTTP', async () => {
    await open({ HttpDev1EnDis: 'Disabled', HttpDev1Interface: '', HttpDev1Uri: '' });
    await configure({ protocol: 'http', httpBootUri: 'http://10.0.0.1/boot.efi' });
    expect(patches()[0]?.[1]).toMatchObject({
      Attributes: {
        HttpDev1EnDis: 'Enabled',
        HttpDev1Interface: 'NIC.Slot.3-2-1',
        HttpDev1Uri: 'http://10.0.0.1/boot.efi',
      },
    });
  });

  it('in place, where the BIOS has no settings object', async () => {
    await open({}, { '@Redfish.Settings': undefined });
    await expect(configure()).resolves.toMatchObject({ result: { changed: true, resetRequired: true } });
    expect(patches()[0]?.[0]).toBe(`PATCH ${bios}`);
  });

  it('and does not wait for the job that the next start will run', async () => {
    await open({});
    bench.bmc.script = ({ method }) =>
      method === 'PATCH' ? { status: 202, headers: { location: '/redfish/v1/TaskService/Tasks/JID_1' } } : undefined;
    await expect(configure()).resolves.toMatchObject({ result: { changed: true, resetRequired: true } });
    expect(bench.bmc.requests.some(({ path }) => path.endsWith('JID_1'))).toBe(false);
  });

  it.each([
    ['a pending job or a lockdown', 400, 'rejected'],
    ['a BMC that is busy', 503, 'busy'],
  ])('but not past %s', async (_, status, kind) => {
    await open({});
    bench.bmc.script = ({ method }) => (method === 'PATCH' ? { status, body: { error: { code: 'x' } } } : undefined);
    await expect(configure()).rejects.toMatchObject({ kind });
  });

  it('but not in legacy mode', async () => {
    await open({ BootMode: 'Bios' });
    await expect(configure()).rejects.toMatchObject({ kind: 'unsupported', advice: expect.stringContaining('UEFI') });
  });

  it('and a value that is not shown afterwards is not believed', async () => {
    await open({});
    bench.bmc.script = ({ method }) => (method === 'PATCH' ? { status: 200 } : undefined);
    await expect(configure()).rejects.toMatchObject({
      kind: 'rejected',
      evidence: expect.arrayContaining([expect.stringContaining('PxeDev1Interface=NIC.Embedded.1-1-1')]),
    });
  });

  it('shows in the inventory', async () => {
    await open({});
    await expect(bench.run('InterrogateOob', {})).resolves.toMatchObject({
      result: { boot: { pxeNicSelection: 'bios-attribute' } },
    });
  });
});
