import type { LldpNeighbour, Wiring } from '@drydock/contracts';
import type { SwitchPort } from './port-table.js';
import type { SnmpSession } from './session.js';
import { macOf, octetsOf, textOf } from './values.js';

/** Subtypes of LLDP (IEEE 802.1AB) whose id is a MAC address. */
const macChassis = 4;
const macPort = 3;

/** What LLDP knows of all ports of a switch. */
export interface LldpTables {
  readonly ids: ReadonlyMap<string, unknown>;
  readonly descriptions: ReadonlyMap<string, unknown>;
  readonly chassisIds: ReadonlyMap<string, unknown>;
}

export const readLldp = async (session: SnmpSession): Promise<LldpTables> => ({
  ids: await session.walk('lldpLocPortId'),
  descriptions: await session.walk('lldpLocPortDesc'),
  chassisIds: await session.walk('lldpRemChassisId'),
});

/** What LLDP has heard on a port. A NIC whose firmware speaks LLDP announces its own MAC as chassis and as port. */
export async function readNeighbours(
  session: SnmpSession,
  tables: LldpTables,
  port: SwitchPort,
): Promise<LldpNeighbour[]> {
  const localPort = lldpPortOf(tables, port);
  if (localPort === undefined) return [];
  const { chassisIds } = tables;
  const mine = [...chassisIds.keys()].filter((index) => index.split('.')[1] === localPort);
  return Promise.all(
    mine.map(async (index) => {
      const [chassisType, portType, portId, description, systemName] = await session.get(
        { object: 'lldpRemChassisIdSubtype', index },
        { object: 'lldpRemPortIdSubtype', index },
        { object: 'lldpRemPortId', index },
        { object: 'lldpRemPortDesc', index },
        { object: 'lldpRemSysName', index },
      );
      return {
        chassisId: idOf(chassisIds.get(index), chassisType === macChassis ? 'mac' : 'other') ?? '',
        portId: idOf(portId, portType === macPort ? 'mac' : 'other'),
        portDescription: textOf(description),
        systemName: textOf(systemName),
      };
    }),
  );
}

/** LLDP numbers ports in its own way: its number is found by the name of the port, or by its ifIndex as text (Junos). */
function lldpPortOf({ ids, descriptions }: LldpTables, port: SwitchPort): string | undefined {
  const isCalled = (name: string) => (value: unknown) => textOf(value) === name;
  const called = [port.name, port.description, port.alias].flatMap((name) => name ?? []).map(isCalled);
  for (const [table, matches] of [
    ...called.map((matches) => [ids, matches] as const),
    [ids, isCalled(String(port.ifIndex))] as const,
    ...called.map((matches) => [descriptions, matches] as const),
  ]) {
    const found = [...table].find(([, value]) => matches(value));
    if (found) return found[0];
  }
  return undefined;
}

/** An id is a MAC address, text, or else octets, which are shown in hexadecimal. */
function idOf(value: unknown, meaning: 'mac' | 'other'): string | null {
  const octets = octetsOf(value);
  if (octets === null || octets.length === 0) return null;
  if (meaning === 'mac' && octets.length === 6) return macOf(octets);
  const text = octets.toString('utf8');
  return /^[\p{L}\p{N}\p{P}\p{S} ]+$/u.test(text) ? text : octets.toString('hex');
}

/** The addresses that were learned on a bridge port; null where the switch shows no table of them. */
export async function readLearnedMacs(session: SnmpSession, { bridgePort }: SwitchPort): Promise<string[] | null> {
  const learned = await session.walk('dot1qTpFdbPort');
  if (learned.size === 0) return null;
  const mine = [...learned].filter(([, port]) => bridgePort !== null && port === bridgePort);
  return [...new Set(mine.map(([index]) => macOf(index.split('.').slice(-6).map(Number))))].sort();
}

/** What LLDP and the learned addresses say of a cable that should lead to one of the `expected` MAC addresses. */
export function wiringOf(
  expected: readonly string[] | undefined,
  neighbours: readonly LldpNeighbour[],
  macs: readonly string[] | null,
): Wiring {
  const wanted = new Set((expected ?? []).map((mac) => mac.toLowerCase()));
  if (wanted.size === 0) return 'unknown';
  const announced = neighbours.flatMap(({ chassisId, portId }) => [chassisId, portId ?? '']).filter(isMac);
  const seen = [...announced, ...(macs ?? [])];
  if (seen.length === 0) return 'unknown';
  return seen.some((mac) => wanted.has(mac)) ? 'ok' : 'miswired';
}

const isMac = (id: string): boolean => /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(id);
