import type { Runs } from '../../node/node-power.js';
import type { ResetType } from '../../node/simulated-node.js';
import { paths, type BmcState, type RedfishAnswer, type Tree } from '../endpoint.js';
import { collection, link, type JsonObject } from '../json.js';
import { badRequest, inStandby, propertyMessages } from '../redfish-refusal.error.js';
import { biosResources } from './bios.js';
import { bootOf, bootOptions, changeBoot } from './boot.js';
import { systemDevices } from './system-devices.js';

const systems = '/redfish/v1/Systems';
const resetName = '#ComputerSystem.Reset';

export function systemResources(bmc: BmcState): Tree {
  const path = paths.system(bmc);
  return {
    [systems]: { read: () => collection('ComputerSystemCollection', systems, [path]) },
    [path]: { read: () => systemBody(bmc), patch: (change) => changeSystem(bmc, change) },
    [`${path}/Actions/ComputerSystem.Reset`]: { post: (body) => reset(bmc, body) },
    ...bootOptions(bmc),
    ...biosResources(bmc),
    ...systemDevices(bmc),
  };
}

const progress: Record<Runs, string> = {
  off: 'None',
  post: 'SystemHardwareInitializationComplete',
  setup: 'SetupEntered',
  agent: 'OSRunning',
  os: 'OSRunning',
  'no-boot-device': 'OEM',
};

function systemBody(bmc: BmcState): JsonObject {
  const { node, personality } = bmc;
  const { hardware } = node;
  const path = paths.system(bmc);
  const to = (name: string) => link(`${path}/${name}`);
  return {
    '@odata.id': path,
    '@odata.type': '#ComputerSystem.v1_20_1.ComputerSystem',
    Id: personality.systemId,
    Name: hardware.name,
    SystemType: 'Physical',
    Manufacturer: hardware.manufacturer,
    Model: hardware.model,
    SerialNumber: hardware.serialNumber,
    SKU: null,
    UUID: hardware.systemUuid,
    HostName: null,
    BiosVersion: hardware.biosVersion,
    PowerState: node.power,
    BootProgress: { LastState: progress[node.runs], OemLastState: node.runs === 'no-boot-device' ? node.runs : null },
    Status: { State: node.power === 'Off' ? 'Disabled' : 'Enabled', Health: 'OK', HealthRollup: 'OK' },
    ProcessorSummary: {
      Count: hardware.cpuCount,
      CoreCount: hardware.cpuCount * hardware.coresPerCpu,
      Model: hardware.cpuModel,
      Status: { State: 'Enabled', Health: 'OK' },
    },
    MemorySummary: { TotalSystemMemoryGiB: hardware.memoryMiB / 1024, Status: { State: 'Enabled', Health: 'OK' } },
    Boot: bootOf(bmc),
    Bios: to('Bios'),
    Processors: to('Processors'),
    Memory: to('Memory'),
    EthernetInterfaces: to('EthernetInterfaces'),
    Storage: to('Storage'),
    Links: { Chassis: [link(paths.chassis(bmc))], ManagedBy: [link(paths.manager(bmc))] },
    Actions: {
      [resetName]: {
        target: `${path}/Actions/ComputerSystem.Reset`,
        'ResetType@Redfish.AllowableValues': [...personality.resetTypes],
      },
    },
  };
}

function changeSystem(bmc: BmcState, change: Record<string, unknown>): void {
  const { Boot, ...rest } = change;
  const known = systemBody(bmc);
  const refused = Object.keys(rest).map((key) =>
    key in known ? propertyMessages.notWritable(key) : propertyMessages.unknown(key),
  );
  if (refused.length > 0) throw badRequest(refused);
  if (Boot !== undefined) changeBoot(bmc, Boot);
}

function reset({ node, personality }: BmcState, { ResetType }: Record<string, unknown>): RedfishAnswer {
  if (ResetType === undefined) throw badRequest([propertyMessages.actionParameterMissing(resetName, 'ResetType')]);
  const type = personality.resetTypes.find((candidate: ResetType) => candidate === ResetType);
  if (type === undefined) {
    throw badRequest([propertyMessages.actionParameterNotInList(resetName, 'ResetType', ResetType)]);
  }
  if (!node.reset(type)) throw inStandby();
  return { status: 204 };
}
