import { DriverError } from '@drydock/driver';
import type { SnmpSession } from './session.js';
import { numberOf, textOf } from './values.js';

/** A port with its numbers. */
export interface SwitchPort {
  /** As the switch calls it: ifName, or ifDescr where it has none. */
  readonly name: string;
  readonly description: string | null;
  readonly alias: string | null;
  readonly ifIndex: number;
  /** Null for a port that no VLAN can have: one that routes, or the member of a LAG. */
  readonly bridgePort: number | null;
}

/** The ports of a switch, in the order of ifIndex. */
export async function readPorts(session: SnmpSession): Promise<SwitchPort[]> {
  const names = await session.walk('ifName');
  const descriptions = await session.walk('ifDescr');
  const aliases = await session.walk('ifAlias');
  const bridgePorts = await session.walk('dot1dBasePortIfIndex');
  const byIfIndex = new Map([...bridgePorts].map(([bridgePort, ifIndex]) => [numberOf(ifIndex), Number(bridgePort)]));
  return [...new Set([...names.keys(), ...descriptions.keys()])].flatMap((index) => {
    const description = textOf(descriptions.get(index));
    const name = textOf(names.get(index)) ?? description;
    const ifIndex = Number(index);
    if (name === null) return [];
    const bridgePort = byIfIndex.get(ifIndex) ?? null;
    return [{ name, description, alias: textOf(aliases.get(index)), ifIndex, bridgePort }];
  });
}

/** The one port that is called so: by its ifName, else by its ifDescr, else by its ifAlias. */
export function portCalled(ports: readonly SwitchPort[], called: string, address: string): SwitchPort {
  for (const nameOf of [nameIn, descriptionIn, aliasIn]) {
    const [found, ...others] = ports.filter((port) => nameOf(port) === called);
    if (found && others.length === 0) return found;
    if (found) {
      throw new DriverError('rejected', `several ports of the switch at ${address} are called ${called}`, {
        evidence: [found, ...others].map(({ name }) => name),
        advice: 'Give the name that the switch has for the port (ifName).',
      });
    }
  }
  throw new DriverError('not-found', `the switch at ${address} has no port ${called}`, {
    evidence: [`ports: ${ports.map(({ name }) => name).join(', ') || 'none'}`],
  });
}

const nameIn = ({ name }: SwitchPort): string => name;
const descriptionIn = ({ description }: SwitchPort): string | null => description;
const aliasIn = ({ alias }: SwitchPort): string | null => alias;
