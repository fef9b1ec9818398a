import type { Runs } from '../../node/node-power.js';
import { bootOf, hasBootSettings, settingsLink, type BootPlace } from '../boot-shape.js';
import { paths, type BmcState, type Tree } from '../endpoint.js';
import { identityOf, shownPower } from '../identity.js';
import { collection, link, type JsonObject } from '../json.js';
import { badRequest, propertyMessages } from '../redfish-refusal.error.js';
import { biosResources } from './bios.js';
import { bootOptions, bootOptionsLink } from './boot-options.js';
import { changeBoot } from './boot.js';
import { oemOrder, oemOrderLink } from './oem-order.js';
import { otherSystem } from './other-system.js';
import { persistentBootOrder } from './persistent-boot-order.js';
import { resetActionOf, resetResources } from './reset.js';
import { systemDevices } from './system-devices.js';

const systems = '/redfish/v1/Systems';

export function systemResources(bmc: BmcState): Tree {
  const path = paths.system(bmc);
  const others = otherSystem(bmc);
  return {
    [systems]: { read: () => collection('ComputerSystemCollection', systems, [...Object.keys(others.listed), path]) },
    ...others.listed,
    ...others.unlisted,
    [path]: { read: () => systemBody(bmc), patch: (change) => changeSystem(bmc, 'system', change) },
    ...settingsObject(bmc),
    ...resetResources(bmc),
    ...bootOptions(bmc),
    ...biosResources(bmc),
    ...persistentBootOrder(bmc),
    ...oemOrder(bmc),
    ...systemDevices(bmc),
  };
}

const settingsPath = (bmc: BmcState): string => `${paths.system(bmc)}/${bmc.personality.settingsId}`;

/** Where some of `Boot` is changed instead of at the system. */
function settingsObject(bmc: BmcState): Tree {
  const path = settingsPath(bmc);
  const read = () => ({
    '@odata.id': path,
    '@odata.type': '#ComputerSystem.v1_20_1.ComputerSystem',
    Id: bmc.personality.settingsId,
    Name: 'Pending Settings',
    Boot: bootOf(bmc, 'settings'),
  });
  return hasBootSettings(bmc) ? { [path]: { read, patch: (change) => changeSystem(bmc, 'settings', change) } } : {};
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
    ...identityOf(bmc),
    HostName: null,
    BiosVersion: hardware.biosVersion,
    PowerState: shownPower(bmc),
    BootProgress: { LastState: progress[node.runs], OemLastState: node.runs === 'no-boot-device' ? node.runs : null },
    Status: { State: node.power === 'Off' ? 'Disabled' : 'Enabled', Health: 'OK', HealthRollup: 'OK' },
    ProcessorSummary: {
      Count: processorCount(bmc),
      CoreCount: hardware.cpuCount * hardware.coresPerCpu,
      Model: hardware.cpuModel,
      Status: { State: 'Enabled', Health: 'OK' },
    },
    MemorySummary: {
      TotalSystemMemoryGiB: personality.deviations.memory === 'zero' ? 0 : hardware.memoryMiB / 1024,
      Status: { State: 'Enabled', Health: 'OK' },
    },
    Boot: { ...bootOf(bmc, 'system'), ...bootOptionsLink(bmc) },
    ...(hasBootSettings(bmc) && settingsLink(settingsPath(bmc))),
    Bios: to('Bios'),
    Processors: to('Processors'),
    Memory: to('Memory'),
    ...(personality.deviations.interfaces === 'system' && { EthernetInterfaces: to('EthernetInterfaces') }),
    Storage: to('Storage'),
    Links: { Chassis: [link(paths.chassis(bmc))], ManagedBy: [link(paths.manager(bmc))] },
    ...oemOrderLink(bmc),
    Actions: resetActionOf(bmc),
  };
}

function processorCount({ node: { hardware }, personality: { deviations } }: BmcState): number {
  if (deviations.processorCount === 'zero') return 0;
  return deviations.processorCount === 'cores' ? hardware.cpuCount * hardware.coresPerCpu : hardware.cpuCount;
}

function changeSystem(bmc: BmcState, place: BootPlace, change: Record<string, unknown>): void {
  const { Boot, ...rest } = change;
  const known = systemBody(bmc);
  // Some clients send the tag in the body as well.
  const refused = Object.keys(rest)
    .filter((key) => key !== '@odata.etag')
    .map((key) => (key in known ? propertyMessages.notWritable(key) : propertyMessages.unknown(key)));
  if (refused.length > 0) throw badRequest(refused);
  if (Boot !== undefined) changeBoot(bmc, place, Boot);
}
