import { DriverError } from '@drydock/driver';
import { roleIn, type VlanTables } from './membership.js';
import { status } from './mib.js';
import type { FoundPort } from './port-facts.js';
import type { PortSetup } from './port-setup.js';
import type { Assignment } from './session.js';
import type { Member, Write } from './writes.js';

/** One change at a switch, in words and as what is written. */
export interface Step {
  readonly words: string;
  readonly write: Write;
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
  const all = [...new Set([...from.untagged, ...from.tagged, ...to.untagged, ...to.tagged])].sort((a, b) => a - b);
  const moves = all.filter((vlan) => roleIn(from, vlan) !== roleIn(to, vlan));
  const leaves = moves.filter((vlan) => roleIn(from, vlan) === 'untagged' || roleIn(to, vlan) === 'none');
  const joins = moves.filter((vlan) => !leaves.includes(vlan));
  const { ifIndex, name } = found.port;
  return [
    ...(from.adminUp !== to.adminUp && to.adminUp === false ? [adminStep(ifIndex, 'down')] : []),
    ...missing(found.vlans, [...to.untagged, ...to.tagged]).map(makeVlan),
    ...[...leaves, ...joins].map((vlan) => moveStep(name, { vlan, role: roleIn(to, vlan), bridgePort })),
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

const makeVlan = (vlan: number): Step => ({ words: `make VLAN ${vlan}`, write: { kind: 'make', vlan } });

const moveStep = (name: string, { vlan, role, bridgePort }: Omit<Member, 'kind'>): Step => ({
  words: role === 'none' ? `take ${name} out of VLAN ${vlan}` : `put ${name} into VLAN ${vlan}, ${role}`,
  write: { kind: 'member', vlan, role, bridgePort },
});

const valueStep = (words: string, assignment: Assignment): Step => ({ words, write: { kind: 'value', assignment } });

const pvidStep = (bridgePort: number, pvid: number): Step =>
  valueStep(`set the PVID to ${pvid}`, { object: 'dot1qPvid', index: bridgePort, value: pvid });

const adminStep = (ifIndex: number, direction: 'up' | 'down'): Step =>
  valueStep(`take the port ${direction}`, { object: 'ifAdminStatus', index: ifIndex, value: status[direction] });

const aliasStep = (ifIndex: number, name: string, alias: string): Step =>
  valueStep(`describe ${name} as ${JSON.stringify(alias)}`, { object: 'ifAlias', index: ifIndex, value: alias });
