import type { LldpNeighbour, PortFacts, PortMode } from '@drydock/contracts';
import { encodingOf, membershipOf, readVlans, type Membership, type VlanTables } from './membership.js';
import { status } from './mib.js';
import { readLldp, readNeighbours, type LldpTables } from './neighbours.js';
import { portCalled, readPorts, type SwitchPort } from './port-table.js';
import type { SnmpSession } from './session.js';
import { numberOf, textOf } from './values.js';

/** A port as it is found: its facts, and what is needed to change it. */
export interface FoundPort {
  readonly port: SwitchPort;
  readonly facts: PortFacts;
  readonly vlans: VlanTables;
  /** What is in force. */
  readonly membership: Membership;
  readonly neighbours: readonly LldpNeighbour[];
}

/** What is read once for all ports of a switch. */
interface SwitchTables {
  readonly switch: string;
  readonly ports: readonly SwitchPort[];
  readonly vlans: VlanTables;
  readonly lldp: LldpTables;
}

/**
 * Reads ports, by the names that they are called. A port that is not there is so for itself alone. Learned addresses are
 * not among the facts: their table is long, and only the wiring needs them.
 */
export async function findPorts(
  session: SnmpSession,
  address: string,
  called: readonly string[],
): Promise<PromiseSettledResult<FoundPort>[]> {
  const tables = await readTables(session, address);
  const found: PromiseSettledResult<FoundPort>[] = [];
  for (const name of called) {
    const port = portOrReason(tables.ports, name, address);
    if (port.status === 'rejected') found.push(port);
    else found.push({ status: 'fulfilled', value: await readPort(session, tables, port.value) });
  }
  return found;
}

async function readTables(session: SnmpSession, address: string): Promise<SwitchTables> {
  const [sysName, sysDescr] = await session.get({ object: 'sysName', index: 0 }, { object: 'sysDescr', index: 0 });
  const ports = await readPorts(session);
  const known = new Set(ports.flatMap(({ bridgePort }) => bridgePort ?? []));
  const vlans = await readVlans(session, known, encodingOf(textOf(sysDescr)));
  return { switch: textOf(sysName) ?? address, ports, vlans, lldp: await readLldp(session) };
}

function portOrReason(...[ports, called, address]: Parameters<typeof portCalled>): PromiseSettledResult<SwitchPort> {
  try {
    return { status: 'fulfilled', value: portCalled(ports, called, address) };
  } catch (reason) {
    return { status: 'rejected', reason };
  }
}

async function readPort(session: SnmpSession, tables: SwitchTables, port: SwitchPort): Promise<FoundPort> {
  const { vlans } = tables;
  const membership = membershipOf(vlans.inForce, port.bridgePort);
  const neighbours = await readNeighbours(session, tables.lldp, port);
  const link = await readLink(session, port);
  const facts = {
    switch: tables.switch,
    port: port.name,
    ...link,
    mode: modeOf(membership),
    untaggedVlan: membership.untagged.find((vlan) => vlan === link.pvid) ?? membership.untagged[0] ?? null,
    taggedVlans: [...membership.tagged],
    stpEdge: null,
    lag: null,
    lldpNeighbour: neighbours[0] ?? null,
    macs: null,
  };
  return { port, facts, vlans, membership, neighbours };
}

async function readLink(session: SnmpSession, { ifIndex, bridgePort }: SwitchPort) {
  const [admin, oper, highSpeed, speed, mtu, pvid] = await session.get(
    { object: 'ifAdminStatus', index: ifIndex },
    { object: 'ifOperStatus', index: ifIndex },
    { object: 'ifHighSpeed', index: ifIndex },
    { object: 'ifSpeed', index: ifIndex },
    { object: 'ifMtu', index: ifIndex },
    { object: 'dot1qPvid', index: bridgePort ?? 0 },
  );
  const bitsPerSecond = numberOf(speed);
  return {
    adminUp: isUp(admin),
    operUp: isUp(oper),
    speedMbps: numberOf(highSpeed) ?? (bitsPerSecond === null ? null : Math.round(bitsPerSecond / 1_000_000)),
    mtu: numberOf(mtu),
    pvid: numberOf(pvid),
  };
}

const isUp = (value: unknown): boolean | null => (numberOf(value) === null ? null : value === status.up);

function modeOf({ untagged, tagged }: Membership): PortMode {
  if (tagged.length > 0 && untagged.length <= 1) return 'trunk';
  return untagged.length === 1 ? 'access' : 'other';
}
