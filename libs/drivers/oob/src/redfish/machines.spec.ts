import type { InterrogateOobResult } from '@drydock/contracts';
import type { JsonObject } from '@drydock/redfish';
import { afterEach, describe, expect, it } from 'vitest';
import { Bench } from './testing/bench.js';
import { collectionOf, interfacesOf, link, treeOf } from './testing/trees.js';

let bench: Bench;
afterEach(() => bench.close());

const interrogate = async (tree: Record<string, JsonObject>): Promise<InterrogateOobResult> => {
  bench = await Bench.open(tree);
  return bench.interrogate();
};

describe('the processors of a node', () => {
  const system = '/redfish/v1/Systems/1';
  const cpu = { ProcessorType: 'CPU', Model: 'EPYC 9354' };
  it.each<{ are: string; processors: Record<string, JsonObject>; Count: number; count: number | null }>([
    { are: 'sockets, where the summary counts cores', processors: { a: cpu, b: cpu }, Count: 20, count: 2 },
    { are: 'sockets, where the summary is 0 while the node is off', processors: { a: cpu }, Count: 0, count: 1 },
    { are: 'no accelerators', processors: { a: cpu, g: { ProcessorType: 'GPU' } }, Count: 1, count: 1 },
    { are: 'those that are there', processors: { a: cpu, b: { Status: { State: 'Absent' } } }, Count: 2, count: 1 },
    { are: 'those without a type', processors: { a: { Model: 'Xeon' }, b: {} }, Count: 2, count: 2 },
    { are: 'nothing that is not known', processors: {}, Count: 20, count: null },
  ])('are $are', async ({ processors, Count, count }) => {
    const host = { Processors: link(`${system}/Processors`), ProcessorSummary: { Count } };
    const found = await interrogate(treeOf({ system, host, more: collectionOf(`${system}/Processors`, processors) }));
    expect(found.processors.count).toBe(count);
  });

  it('may stand in the system itself', async () => {
    const Members = [
      { Id: '1', ...cpu },
      { Id: '2', ...cpu },
    ];
    const found = await interrogate(treeOf({ system, host: { Processors: { Members } } }));
    expect(found.processors).toEqual({ count: 2, model: 'EPYC 9354' });
  });
});

describe('the health of a node', () => {
  it.each([
    [{ HealthRollup: 'OK', Health: 'Critical' }, 'ok'],
    [{ HealthRollUp: 'Ok' }, 'ok'],
    [{ HealthRollup: null, HealthRollUp: 'WARNING' }, 'warning'],
    [{ Health: 'critical' }, 'critical'],
    [{ Health: 'Fine' }, 'unknown'],
    [null, 'unknown'],
  ])('%j is %s', async (Status, health) => {
    expect(await interrogate(treeOf({ system: '/redfish/v1/Systems/1', host: { Status } }))).toMatchObject({ health });
  });
});

describe('the interfaces of a node', () => {
  const system = '/redfish/v1/Systems/DGX';
  const chassis = '/redfish/v1/Chassis/DGX';
  const macs = ({ interfaces }: InterrogateOobResult) => interfaces.map(({ mac }) => mac);

  it('are the union of what system, adapters and boot options name, none twice', async () => {
    const adapter = `${chassis}/NetworkAdapters/1`;
    const tree = treeOf({
      system,
      host: {
        EthernetInterfaces: link(`${system}/EthernetInterfaces`),
        Links: { Chassis: link(chassis) },
        NetworkInterfaces: link(`${system}/NetworkInterfaces`),
        Boot: { BootOptions: link(`${system}/BootOptions`) },
      },
      more: {
        ...collectionOf(`${system}/EthernetInterfaces`, {
          NIC1: { MacAddress: 'B8:3F:D2:00:00:01' },
          ToManager: { MACAddress: '9A:5A:9F:00:00:01' },
          usb0: { MACAddress: 'BE:3A:F2:B6:05:9F' },
          lo: { MACAddress: '00:00:00:00:00:00' },
        }),
        [chassis]: { NetworkAdapters: link(`${chassis}/NetworkAdapters`) },
        ...collectionOf(`${chassis}/NetworkAdapters`, {
          1: { NetworkDeviceFunctions: link(`${adapter}/Functions`), Ports: link(`${adapter}/Ports`) },
        }),
        ...collectionOf(`${adapter}/Functions`, {
          F1: { Ethernet: { PermanentMACAddress: 'b83fd2000001', MACAddress: 'B8:3F:D2:00:00:01' } },
          F2: { NetDevFuncType: 'InfiniBand', Ethernet: { MACAddress: 'B8-3F-D2-00-00-02' } },
        }),
        ...collectionOf(`${adapter}/Ports`, {
          P1: {
            Ethernet: { AssociatedMACAddresses: ['b8:3f:d2:00:00:03', 'b8:3f:d2:00:00:04'] },
            LinkStatus: 'LinkUp',
          },
          P2: { AssociatedNetworkAddresses: ['B83FD2000005'], CurrentSpeedGbps: 200 },
        }),
        ...collectionOf(`${system}/NetworkInterfaces`, {
          1: { Links: { NetworkAdapter: link(`${chassis.toLowerCase()}/NetworkAdapters/1/`) } },
          2: { Links: { NetworkAdapter: link('/redfish/v1/Chassis/Riser/NetworkAdapters/2') } },
        }),
        '/redfish/v1/Chassis/Riser/NetworkAdapters/2': {
          Controllers: [{ Links: { NetworkDeviceFunctions: [link('/functions/1')] } }],
        },
        '/functions/1': { Ethernet: { MACAddress: 'B8:3F:D2:00:00:06' } },
        ...collectionOf(`${system}/BootOptions`, { Boot1: { UefiDevicePath: 'Pci(0)/MAC(B83FD2000007,0x1)/IPv4(0)' } }),
      },
    });
    const found = await interrogate(tree);
    expect(macs(found)).toEqual([1, 2, 3, 4, 5, 6, 7].map((last) => `b8:3f:d2:00:00:0${last}`));
    expect(found.interfaces[2]).toMatchObject({ name: 'P1', linkUp: true });
    expect(found.interfaces[4]).toMatchObject({ name: 'P2', speedMbps: 200_000 });
  });

  it('are those of every chassis but another node’s, where the system names none', async () => {
    const tree = treeOf({
      system,
      root: { Chassis: link('/redfish/v1/Chassis') },
      more: {
        ...collectionOf('/redfish/v1/Chassis', {
          A: {},
          B: { NetworkAdapters: link('/adapters'), Links: { ComputerSystems: [link(`${system}/`)] } },
          C: { NetworkAdapters: link('/others'), Links: { ComputerSystems: [link('/redfish/v1/Systems/Node1')] } },
        }),
        '/adapters': { Members: [{ NetworkPorts: { Members: [{ AssociatedNetworkAddresses: ['b83fd2000001'] }] } }] },
        '/others': { Members: [{ NetworkPorts: { Members: [{ AssociatedNetworkAddresses: ['b83fd2000002'] }] } }] },
      },
    });
    expect(macs(await interrogate(tree))).toEqual(['b8:3f:d2:00:00:01']);
  });

  it('are where nothing but the maker’s own resources has them', async () => {
    const ncsi = `${system}/Oem/Insyde/Ncsi`;
    const tree = treeOf({
      system,
      host: { Oem: { InsydeNcsi: { Ncsi: link(ncsi) } } },
      more: {
        ...collectionOf(ncsi, { 1: { Package: [] }, 2: { Package: [link(`${ncsi}/2/Package/1`)] } }),
        [`${ncsi}/2/Package/1`]: { PackageInfo: [{ MACAddress: 'B8:3F:D2:00:00:01' }, { ChannelIndex: 2 }] },
      },
    });
    expect(macs(await interrogate(tree))).toEqual(['b8:3f:d2:00:00:01']);
    const wrong = bench.run('ConfigNodePxe', { bootMac: 'b8:3f:d2:00:00:09' });
    await expect(wrong).rejects.toMatchObject({ kind: 'not-found', evidence: ['its MACs: b8:3f:d2:00:00:01'] });
  });

  it('are where old HPE has them', async () => {
    const tree = treeOf({
      system,
      host: { Oem: { Hpe: { Links: { NetworkAdapters: link(`${system}/BaseNetworkAdapters`) } } } },
      more: collectionOf(`${system}/BaseNetworkAdapters`, {
        1: { PhysicalPorts: [{ MacAddress: 'b8:3f:d2:00:00:01', Name: 'Port 1' }, { MacAddress: null }] },
      }),
    });
    expect((await interrogate(tree)).interfaces).toMatchObject([{ mac: 'b8:3f:d2:00:00:01', name: 'Port 1' }]);
    await bench.close();
    const host = { HostCorrelation: { HostMACAddress: ['b8:3f:d2:00:00:01', '', null, 'b8:3f:d2:00:00:02'] } };
    expect(macs(await interrogate(treeOf({ system, host })))).toEqual(['b8:3f:d2:00:00:01', 'b8:3f:d2:00:00:02']);
  });
});

describe('who a node is', () => {
  const system = '/redfish/v1/Systems/system';

  it('is told by the chassis, where OpenBMC leaves the system empty', async () => {
    const tree = treeOf({
      system,
      host: {
        Manufacturer: '',
        Model: null,
        SerialNumber: '',
        UUID: '4c4c454400424310803 1c2c04f4d5332'.replace(' ', ''),
        Links: { Chassis: [link('/redfish/v1/Chassis/GPU'), link('/redfish/v1/Chassis/Board')] },
      },
      more: {
        '/redfish/v1/Chassis/GPU': { Model: 'B300' },
        '/redfish/v1/Chassis/Board': { Manufacturer: 'NVIDIA', Model: 'GB300', SerialNumber: '165032' },
      },
    });
    expect(await interrogate(tree)).toMatchObject({
      manufacturer: 'NVIDIA',
      model: 'GB300',
      serialNumber: '165032',
      uuid: '4c4c4544-0042-4310-8031-c2c04f4d5332',
    });
    const wrong = { identity: { serialNumber: '999' } };
    await expect(bench.run('PowerOnNode', {}, wrong)).rejects.toMatchObject({ kind: 'rejected' });
    const right = { identity: { serialNumber: '165032' } };
    await expect(bench.run('PowerOnNode', {}, right)).resolves.toMatchObject({ kind: 'done' });
  });

  it('chooses the host where a BMC has several', async () => {
    const tree = treeOf({
      system: '/redfish/v1/Systems/Node0',
      host: { SerialNumber: 'S0', Actions: { '#ComputerSystem.Reset': { target: '/reset0' } } },
      more: {
        '/redfish/v1/Systems/Node1': {
          Id: 'Node1',
          SerialNumber: 'S1',
          PowerState: 'On',
          Actions: { '#ComputerSystem.Reset': { target: '/reset1' } },
        },
      },
    });
    tree['/redfish/v1/Systems'] = { Members: [link('/redfish/v1/Systems/Node0'), link('/redfish/v1/Systems/Node1')] };
    bench = await Bench.open(tree);
    await expect(bench.run('InterrogateOob', {})).rejects.toMatchObject({
      kind: 'rejected',
      message: expect.stringContaining('Node0, Node1'),
    });
    for (const [more, systemId] of [
      [{ systemId: 'node1' }, 'Node1'],
      [{ identity: { serialNumber: 'S0' } }, 'Node0'],
    ] as const) {
      await expect(bench.run('InterrogateOob', {}, more)).resolves.toMatchObject({ result: { systemId } });
    }
  });
});

describe('a blade that is off', () => {
  it('is described as far as it can be', async () => {
    const system = '/redfish/v1/Systems/System.Embedded.1';
    const parts = ['Processors', 'Memory', 'EthernetInterfaces', 'Storage', 'SimpleStorage', 'Bios'];
    const tree = treeOf({
      system,
      root: { UpdateService: link('/redfish/v1/UpdateService') },
      host: {
        ...Object.fromEntries(parts.map((part) => [part, link(`${system}/${part}`)])),
        Manufacturer: '',
        PowerState: 'Off',
        ProcessorSummary: { Count: 0, Model: '' },
        Boot: { BootSourceOverrideEnabled: 'Once', BootSourceOverrideTarget: 'None', BootOptions: link('/gone') },
        SecureBoot: link(`${system}/SecureBoot`),
        Links: { Chassis: [link('/gone')], ManagedBy: [link('/gone')] },
      },
      more: interfacesOf(system, {}),
    });
    expect(await interrogate(tree)).toMatchObject({
      power: 'off',
      manufacturer: null,
      processors: { count: null, model: null },
      memoryGiB: null,
      interfaces: [],
      drives: [],
      firmware: [],
      boot: { override: { device: 'none', once: false }, secureBoot: null, pxeNicSelection: 'unsupported' },
    });
  });
});
