import { DriverError } from '@drydock/driver';
import { roleIn, type Role, type VlanTables } from './membership.js';
import { rowStatus, status } from './mib.js';
import { bitmapWith } from './port-list.js';
import type { FoundPort } from './port-facts.js';
import type { PortSetup } from './port-setup.js';
import type { SnmpSession } from './session.js';
import { octetsOf } from './values.js';

/** One change at a switch, in words and as the PDU that makes it. */
export interface Step {
  readonly words: string;
  /** The VLAN that this makes. */
  readonly makesVlan?: number;
  carryOut(session: SnmpSession): Promise<void>;
}

/** How far to go, and from where. */
export interface Way {
  readonly from: PortSetup;
  readonly to: PortSetup;
}

/**
 * What leads from one setup of a port to another, and nothing when they are the same. The order keeps two VLANs from
 * meeting at the port: it leaves the old ones before it joins the new, the PVID follows the membership (switches refuse
 * that of a VLAN that is missing, some that of a VLAN without the port), and it goes up when all is right, down at once.
 */
export function stepsFor(found: FoundPort, { from, to }: Way): Step[] {
  const bridgePort = bridgePortOf(found);
  const move = (vlan: number, role: Role) => moveStep({ vlan, role, bridgePort, name: found.port.name });
  const all = [...new Set([...from.untagged, ...from.tagged, ...to.untagged, ...to.tagged])].sort((a, b) => a - b);
  const moves = all.filter((vlan) => roleIn(from, vlan) !== roleIn(to, vlan));
  const leaves = moves.filter((vlan) => roleIn(from, vlan) === 'untagged' || roleIn(to, vlan) === 'none');
  const joins = moves.filter((vlan) => !leaves.includes(vlan));
  const { ifIndex, name } = found.port;
  return [
    ...(from.adminUp !== to.adminUp && to.adminUp === false ? [adminStep(ifIndex, 'down')] : []),
    ...missing(found.vlans, [...to.untagged, ...to.tagged]).map(makeVlan),
    ...[...leaves, ...joins].map((vlan) => move(vlan, roleIn(to, vlan))),
    ...(to.pvid !== null && from.pvid !== to.pvid ? [pvidStep(bridgePort, to.pvid)] : []),
    ...(from.adminUp !== to.adminUp && to.adminUp === true ? [adminStep(ifIndex, 'up')] : []),
    ...((from.alias ?? '') === (to.alias ?? '') ? [] : [aliasStep(ifIndex, name, to.alias ?? '')]),
  ];
}

function bridgePortOf({ port, vlans }: FoundPort): number {
  if (port.bridgePort === null) {
    throw new DriverError('unsupported', `${port.name} is no bridge port: it cannot have VLANs of its own`, {
      evidence: [`no dot1dBasePortIfIndex has ifIndex ${port.ifIndex}`],
      advice: 'Take the port out of its LAG, or make it a switched port, at the switch.',
    });
  }
  if (vlans.encoding === 'text') {
    throw new DriverError('unsupported', 'this switch lists ports as text, and takes no VLANs over SNMP', {
      evidence: ['sysDescr names Junos'],
      advice: 'Use another driver for this switch, or set the port by hand.',
    });
  }
  return port.bridgePort;
}

const missing = ({ configured }: VlanTables, vlans: readonly number[]): number[] =>
  vlans.filter((vlan) => !configured.has(vlan));

const makeVlan = (vlan: number): Step => ({
  words: `make VLAN ${vlan}`,
  makesVlan: vlan,
  async carryOut(session) {
    const row = { object: 'dot1qVlanStaticRowStatus', index: vlan } as const;
    try {
      await session.set({ ...row, value: rowStatus.createAndGo });
    } catch (error) {
      // When the answer to the first try was lost, the second is refused: the row is there.
      const [found] = await session.get(row);
      if (found !== rowStatus.active) throw error;
    }
  },
});

interface Move {
  readonly vlan: number;
  readonly role: Role;
  readonly bridgePort: number;
  readonly name: string;
}

/** Both lists of a VLAN in one PDU, read right before: other ports are as they are at that moment. */
const moveStep = ({ vlan, role, bridgePort, name }: Move): Step => ({
  words: role === 'none' ? `take ${name} out of VLAN ${vlan}` : `put ${name} into VLAN ${vlan}, ${role}`,
  async carryOut(session) {
    const egress = { object: 'dot1qVlanStaticEgressPorts', index: vlan } as const;
    const untagged = { object: 'dot1qVlanStaticUntaggedPorts', index: vlan } as const;
    const lists = (await session.get(egress, untagged)).map(octetsOf);
    const [members, membersUntagged] = lists;
    if (!members || !membersUntagged) {
      throw new DriverError('unsupported', `VLAN ${vlan} is not in the static table of the switch`, {
        evidence: [`dot1qVlanStaticEgressPorts.${vlan} is not there`],
        advice: 'The VLAN was learned (GVRP, MVRP) or belongs to the switch: take the port out of it at the switch.',
      });
    }
    await session.set(
      { ...egress, value: bitmapWith(members, bridgePort, role === 'none' ? 'out' : 'in') },
      { ...untagged, value: bitmapWith(membersUntagged, bridgePort, role === 'untagged' ? 'in' : 'out') },
    );
  },
});

const pvidStep = (bridgePort: number, pvid: number): Step => ({
  words: `set the PVID to ${pvid}`,
  carryOut: (session) => session.set({ object: 'dot1qPvid', index: bridgePort, value: pvid }),
});

const adminStep = (ifIndex: number, direction: 'up' | 'down'): Step => ({
  words: `take the port ${direction}`,
  carryOut: (session) => session.set({ object: 'ifAdminStatus', index: ifIndex, value: status[direction] }),
});

const aliasStep = (ifIndex: number, name: string, alias: string): Step => ({
  words: `describe ${name} as ${JSON.stringify(alias)}`,
  carryOut: (session) => session.set({ object: 'ifAlias', index: ifIndex, value: alias }),
});
