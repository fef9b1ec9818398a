import type { RackedNode, RackedSwitch, SimulatedRacks } from '@drydock/simulator';
import type { SwitchFaults } from './fault-bodies.js';

const powers = { Off: 'off', PoweringOn: 'powering-on', On: 'on', PoweringOff: 'powering-off' } as const;

/** A node as the lab shows it: what it is, what runs on it, and what was done to it. Keys on its disks are not shown. */
export const nodeView = (
  { node, rack, switchName, bmcUrl, cables }: RackedNode,
  { switches }: SimulatedRacks,
): object => ({
  name: node.hardware.name,
  rack,
  serialNumber: node.hardware.serialNumber,
  systemUuid: node.hardware.systemUuid,
  bmcUrl,
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
