import { portsOfList, type PortListEncoding } from './port-list.js';
import type { SnmpSession } from './session.js';
import { octetsOf } from './values.js';

/** The VLANs of one port, in the order of their ids. */
export interface Membership {
  readonly untagged: readonly number[];
  readonly tagged: readonly number[];
}

/** How a port is in a VLAN. */
export type Role = 'untagged' | 'tagged' | 'none';

export const roleIn = ({ untagged, tagged }: Membership, vlan: number): Role => {
  if (untagged.includes(vlan)) return 'untagged';
  return tagged.includes(vlan) ? 'tagged' : 'none';
};

/** All VLANs of a switch with their members. */
export interface VlanTables {
  /** What is in force: the current table, or the static one where a switch has no other (Cumulus, Junos). */
  readonly inForce: ReadonlyMap<number, VlanMembers>;
  /** What can be written. */
  readonly configured: ReadonlyMap<number, VlanMembers>;
  readonly encoding: PortListEncoding;
}

interface VlanMembers {
  readonly egress: ReadonlySet<number>;
  readonly untagged: ReadonlySet<number>;
}

/** How to read the port lists of a switch with this sysDescr. A list alone does not tell: its octets may be digits by chance. */
export const encodingOf = (sysDescr: string | null): PortListEncoding =>
  /junos|juniper/i.test(sysDescr ?? '') ? 'text' : 'bitmap';

/** Reads the VLAN tables. `known` are the bridge ports of the switch. */
export async function readVlans(
  session: SnmpSession,
  known: ReadonlySet<number>,
  encoding: PortListEncoding,
): Promise<VlanTables> {
  const listed = (value: unknown) => portsOfList(octetsOf(value) ?? Buffer.alloc(0), encoding, known);
  const table = (egress: ReadonlyMap<string, unknown>, untagged: ReadonlyMap<string, unknown>) =>
    new Map(
      [...egress].map(([index, value]) => [
        Number(index.split('.').at(-1)),
        { egress: listed(value), untagged: listed(untagged.get(index)) },
      ]),
    );
  const configured = table(
    await session.walk('dot1qVlanStaticEgressPorts'),
    await session.walk('dot1qVlanStaticUntaggedPorts'),
  );
  const current = table(
    await session.walk('dot1qVlanCurrentEgressPorts'),
    await session.walk('dot1qVlanCurrentUntaggedPorts'),
  );
  return { inForce: current.size > 0 ? current : configured, configured, encoding };
}

/** The VLANs that a bridge port is in. One that is untagged must be in the egress list as well. */
export function membershipOf(vlans: ReadonlyMap<number, VlanMembers>, bridgePort: number | null): Membership {
  if (bridgePort === null) return { untagged: [], tagged: [] };
  const mine = [...vlans].filter(([, { egress }]) => egress.has(bridgePort)).sort(([one], [other]) => one - other);
  return {
    untagged: mine.filter(([, { untagged }]) => untagged.has(bridgePort)).map(([id]) => id),
    tagged: mine.filter(([, { untagged }]) => !untagged.has(bridgePort)).map(([id]) => id),
  };
}
