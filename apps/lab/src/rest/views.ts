import {
  deviationSettings,
  isDeviation,
  personalities,
  type Personality,
  type RackedNode,
  type RackedSwitch,
  type SimulatedRacks,
} from '@drydock/simulator';
import type { SwitchFaults } from './fault-bodies.js';

const powers = { Off: 'off', PoweringOn: 'powering-on', On: 'on', PoweringOff: 'powering-off' } as const;

/** A node as the lab shows it: what it is, what runs on it, and what was done to it. Keys on its disks are not shown. */
export const nodeView = (
  { node, rack, switchName, bmcUrl, redfish, cables }: RackedNode,
  { switches }: SimulatedRacks,
): object => ({
  name: node.hardware.name,
  rack,
  serialNumber: node.hardware.serialNumber,
  systemUuid: node.hardware.systemUuid,
  bmcUrl,
  personality: redfish && personalityView(redfish.personality()),
  power: powers[node.power],
  runs: node.runs,
  interfaces: node.hardware.nics.map(({ name, mac }) => {
    const port = cables[mac] ?? null;
    return { name, mac, switch: switchName, port, ...portView(switches.get(switchName), port) };
  }),
  boot: { override: node.boot.state.override, order: node.boot.state.order },
  bios: node.bios.state,
  disks: node.disks.map(({ name, serial, state: { content, phonedHome } }) => ({
    name,
    serial,
    imageSha256: content?.imageSha256 ?? null,
    hostname: content?.configDrive.hostname ?? null,
    phonedHome,
  })),
  counters: node.counters,
  faults: node.faults,
});

/** Whose BMC it is like, and every switch that is not off. */
export const personalityView = ({ name, deviations }: Personality): object => ({
  name,
  deviations: Object.fromEntries(
    Object.entries(deviations).filter(([key, setting]) => isDeviation(key) && setting !== deviationSettings[key][0]),
  ),
});

/** What BMCs can be like, and the settings of each switch, the first of which is off. */
export const personalitiesView = (): object => ({
  items: Object.values(personalities).map(personalityView),
  switches: deviationSettings,
});

export const switchView = (name: string, racked: RackedSwitch, faults: SwitchFaults): object => ({
  name,
  rack: racked.rack,
  address: `${racked.switch.address.host}:${racked.switch.address.port}`,
  ports: racked.ports.map((port) => ({ name: port, ...portView(racked, port) })),
  sets: racked.switch.counters.sets,
  faults,
});

function portView(racked: RackedSwitch | undefined, port: string | null) {
  if (racked === undefined || port === null) return { adminUp: false, untaggedVlan: null, taggedVlans: [] };
  return {
    adminUp: racked.switch.adminUpOf(port),
    untaggedVlan: racked.switch.untaggedVlanOf(port),
    taggedVlans: racked.switch.taggedVlansOf(port),
    sets: racked.switch.counters.ports[port] ?? 0,
  };
}
