import type { SimulatedNic } from '../../node/hardware.js';
import type { LocalDisk } from '../../node/local-disk.js';
import { paths, type BmcState, type Endpoint, type Tree } from '../endpoint.js';
import { interfaceId, shownMac } from '../identity.js';
import { collection, link, type JsonObject } from '../json.js';

const enabled = { State: 'Enabled', Health: 'OK' };

/** What is built into the system: processors, memory, interfaces, disks. */
export function systemDevices(bmc: BmcState): Tree {
  const path = paths.system(bmc);
  const { hardware } = bmc.node;
  return {
    ...members('ProcessorCollection', `${path}/Processors`, processorsOf(bmc)),
    ...members('MemoryCollection', `${path}/Memory`, { DIMM0: () => dimm(hardware.memoryMiB) }),
    ...ethernetInterfaces(bmc),
    ...storage(bmc),
  };
}

/** A collection and its members, which are read-only and named by their `Id`. */
export function members(type: string, path: string, bodies: Readonly<Record<string, () => JsonObject>>): Tree {
  const endpoints = Object.entries(bodies).map(([id, body]): [string, Endpoint] => [
    `${path}/${id}`,
    { read: () => ({ '@odata.id': `${path}/${id}`, Id: id, ...body() }) },
  ]);
  const memberPaths = endpoints.map(([memberPath]) => memberPath);
  return { [path]: { read: () => collection(type, path, memberPaths) }, ...Object.fromEntries(endpoints) };
}

function processorsOf({ node: { hardware } }: BmcState): Record<string, () => JsonObject> {
  const ids = Array.from({ length: hardware.cpuCount }, (_, index) => `CPU${index}`);
  const body = (id: string): JsonObject => ({
    '@odata.type': '#Processor.v1_18_0.Processor',
    Name: `Processor ${id}`,
    Socket: id,
    ProcessorType: 'CPU',
    ProcessorArchitecture: 'x86',
    InstructionSet: 'x86-64',
    Manufacturer: hardware.manufacturer,
    Model: hardware.cpuModel,
    TotalCores: hardware.coresPerCpu,
    TotalThreads: hardware.coresPerCpu * 2,
    Status: enabled,
  });
  return Object.fromEntries(ids.map((id) => [id, () => body(id)]));
}

const dimm = (memoryMiB: number): JsonObject => ({
  '@odata.type': '#Memory.v1_17_0.Memory',
  Name: 'DIMM 0',
  MemoryType: 'DRAM',
  MemoryDeviceType: 'DDR5',
  CapacityMiB: memoryMiB,
  Status: enabled,
});

/** Locally administered, as the links between nodes and their BMCs are. */
const hostInterfaceMac = '06:00:00:00:00:01';

function ethernetInterfaces(bmc: BmcState): Tree {
  const { deviations } = bmc.personality;
  if (deviations.interfaces !== 'system') return {};
  const own = bmc.node.hardware.nics.map((nic, place): [string, () => JsonObject] => [
    interfaceId(bmc, nic.name, place),
    () => ethernetInterface(bmc, nic),
  ]);
  const toManager = { name: 'ToManager', mac: hostInterfaceMac, speedMbps: 100 };
  return members('EthernetInterfaceCollection', `${paths.system(bmc)}/EthernetInterfaces`, {
    ...Object.fromEntries(own),
    ...(deviations.hostInterface === 'listed' && { ToManager: () => ethernetInterface(bmc, toManager) }),
  });
}

const ethernetInterface = (bmc: BmcState, { name, mac, speedMbps }: SimulatedNic): JsonObject => {
  const up = bmc.linkUp(mac);
  return {
    '@odata.type': '#EthernetInterface.v1_9_0.EthernetInterface',
    Name: `Ethernet Interface ${name}`,
    MACAddress: shownMac(bmc, mac),
    PermanentMACAddress: shownMac(bmc, mac),
    InterfaceEnabled: true,
    LinkStatus: up ? 'LinkUp' : 'LinkDown',
    SpeedMbps: up ? speedMbps : null,
    Status: enabled,
  };
};

function storage(bmc: BmcState): Tree {
  const path = `${paths.system(bmc)}/Storage`;
  const drives = `${path}/SATA/Drives`;
  const { disks } = bmc.node;
  const endpoints = disks.map((disk): [string, Endpoint] => [
    `${drives}/${disk.name}`,
    { read: () => ({ '@odata.id': `${drives}/${disk.name}`, ...drive(disk) }) },
  ]);
  return {
    ...members('StorageCollection', path, {
      SATA: () => ({
        '@odata.type': '#Storage.v1_15_0.Storage',
        Name: 'SATA Controller',
        Status: enabled,
        Drives: endpoints.map(([drivePath]) => link(drivePath)),
        'Drives@odata.count': endpoints.length,
        StorageControllers: [],
      }),
    }),
    ...Object.fromEntries(endpoints),
  };
}

const drive = ({ name, serial, wwn, sizeBytes, rotational }: LocalDisk): JsonObject => ({
  '@odata.type': '#Drive.v1_18_0.Drive',
  Id: name,
  Name: name,
  Model: rotational ? 'Simulated Disk' : 'Simulated SSD',
  SerialNumber: serial,
  CapacityBytes: sizeBytes,
  MediaType: rotational ? 'HDD' : 'SSD',
  Protocol: 'SATA',
  Identifiers: [{ DurableName: wwn, DurableNameFormat: 'NAA' }],
  Status: enabled,
});
