import type { ConfigurePortProductionParameters, ConfigurePortProvisioningParameters } from '@drydock/contracts';
import { DriverError } from '@drydock/driver';
import { roleIn, type Membership } from './membership.js';
import type { FoundPort } from './port-facts.js';

/** Everything about a port that this driver sets. Null: the switch does not have it, and it is left alone. */
export interface PortSetup extends Membership {
  readonly adminUp: boolean | null;
  readonly pvid: number | null;
  readonly alias: string | null;
}

/** How a port is set up now. */
export const setupOf = ({ facts, membership, port }: FoundPort): PortSetup => ({
  adminUp: facts.adminUp,
  pvid: facts.pvid,
  untagged: membership.untagged,
  tagged: membership.tagged,
  alias: port.alias,
});

/** What a port is to carry. */
interface Wanted {
  readonly untaggedVlan: number | null;
  readonly taggedVlans: readonly number[];
  readonly keepVlans: readonly number[];
  readonly description: string | undefined;
}

/** The setup for provisioning: untagged in one VLAN, and up. */
export function provisioningSetup(found: FoundPort, parameters: ConfigurePortProvisioningParameters): PortSetup {
  const { vlan, lagMode, keepVlans = [], description } = parameters;
  if (lagMode === 'detach') throw withoutLags('a port out of its LAG');
  return setupFor(found, { untaggedVlan: vlan, taggedVlans: [], keepVlans, description });
}

/** The setup for production. Without any VLAN the port is isolated; it stays up, so that its node is still seen. */
export function productionSetup(found: FoundPort, parameters: ConfigurePortProductionParameters): PortSetup {
  const { untaggedVlan = null, taggedVlans = [], keepVlans = [], lag, mtu, description } = parameters;
  if (lag) throw withoutLags(`the LAG ${lag.name}`);
  const carried = found.facts.mtu;
  if (mtu !== undefined && carried !== null && carried < mtu) {
    throw new DriverError(
      'unsupported',
      `${found.port.name} has an MTU of ${carried}, and SNMP cannot make it ${mtu}`,
      {
        evidence: [`ifMtu.${found.port.ifIndex} = ${carried}`],
        advice: `Set the MTU of the port to ${mtu} at the switch, or leave it out of the design.`,
      },
    );
  }
  return setupFor(found, { untaggedVlan, taggedVlans, keepVlans, description });
}

const withoutLags = (what: string): DriverError =>
  new DriverError('unsupported', `SNMP cannot set up ${what}`, {
    advice:
      'Set up the LAG at the switch, with a fallback to single ports (lagMode leave-with-fallback), or use a bond that needs none.',
  });

function setupFor(found: FoundPort, { untaggedVlan, taggedVlans, keepVlans, description }: Wanted): PortSetup {
  const { membership, facts, port } = found;
  if (untaggedVlan !== null && taggedVlans.includes(untaggedVlan)) {
    throw new DriverError('rejected', `VLAN ${untaggedVlan} cannot be both with and without a tag on ${port.name}`);
  }
  const kept = keepVlans.filter((vlan) => vlan !== untaggedVlan && !taggedVlans.includes(vlan));
  const keptUntagged = kept.filter((vlan) => roleIn(membership, vlan) === 'untagged');
  if (untaggedVlan !== null && keptUntagged.length > 0) {
    throw new DriverError('rejected', `${port.name} is to keep VLAN ${keptUntagged.join(', ')} without a tag`, {
      evidence: [`VLAN ${untaggedVlan} is to be without a tag on it, too`],
      advice: 'Let the BMC that shares the port use a VLAN with a tag.',
    });
  }
  const keptTagged = kept.filter((vlan) => roleIn(membership, vlan) === 'tagged');
  const untagged = untaggedVlan === null ? keptUntagged : [untaggedVlan];
  return {
    adminUp: true,
    pvid: facts.pvid === null ? null : (untagged[0] ?? facts.pvid),
    untagged,
    tagged: [...new Set([...taggedVlans, ...keptTagged])].sort((one, other) => one - other),
    alias: description ?? port.alias,
  };
}

/** Whether two setups are the same to the switch. */
export const sameSetup = (one: PortSetup, other: PortSetup): boolean => describeSetup(one) === describeSetup(other);

/** A setup in one line, for evidence. */
export const describeSetup = ({ untagged, tagged, pvid, adminUp, alias }: PortSetup): string =>
  [
    `untagged ${untagged.join(',') || 'none'}`,
    `tagged ${tagged.join(',') || 'none'}`,
    `PVID ${pvid ?? 'unknown'}`,
    adminUp === null ? 'up or down: unknown' : adminUp ? 'up' : 'down',
    `description ${JSON.stringify(alias ?? '')}`,
  ].join('; ');
