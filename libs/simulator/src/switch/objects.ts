import type { Oid } from './ber.js';
import type { SnmpValue } from './snmp-message.js';
import { portBits } from './port-bits.js';
import { vlansOf, type SwitchState } from './switch-state.js';

/** One instance of an object, with what a GET of it answers. */
export interface ObjectInstance {
  readonly oid: Oid;
  readonly value: SnmpValue;
}

/** What LLDP has heard on a port: a NIC whose firmware announces its MAC as chassis and as port. */
export interface Neighbour {
  /** Lower case, with colons. */
  readonly mac: string;
  readonly systemName?: string;
}

/** Everything about a switch that its objects tell. */
export interface SwitchView {
  readonly name: string;
  /** In the order of their bridge ports. */
  readonly ports: readonly string[];
  readonly state: SwitchState;
  readonly neighbours: ReadonlyMap<string, Neighbour>;
  readonly learnedMacs: ReadonlyMap<string, readonly string[]>;
  /** Ports without a carrier. */
  readonly withoutLink: ReadonlySet<string>;
  /** Since the start, in hundredths of a second. */
  readonly upTime: () => number;
}

/** The numbers of a port: all of them differ, as on real switches. The bridge port counts from 1. */
export const ifIndexOf = (bridgePort: number): number => 1000 + bridgePort;
const lldpPortOf = (bridgePort: number): number => 100 + bridgePort;

const mib2 = [1, 3, 6, 1, 2, 1] as const;
const ifEntry = [...mib2, 2, 2, 1];
const ifXEntry = [...mib2, 31, 1, 1, 1];
const basePortEntry = [...mib2, 17, 1, 4, 1];
const qBridge = [...mib2, 17, 7, 1];
const fdbEntry = [...qBridge, 2, 2, 1];
const currentVlanEntry = [...qBridge, 4, 2, 1];
const lldp = [1, 0, 8802, 1, 1, 2, 1];

/** The objects that a SET may change, as the columns that their instances are below. */
export const writable = {
  ifAdminStatus: [...ifEntry, 7],
  ifAlias: [...ifXEntry, 18],
  vlanName: [...qBridge, 4, 3, 1, 1],
  vlanEgress: [...qBridge, 4, 3, 1, 2],
  vlanForbidden: [...qBridge, 4, 3, 1, 3],
  vlanUntagged: [...qBridge, 4, 3, 1, 4],
  vlanRowStatus: [...qBridge, 4, 3, 1, 5],
  pvid: [...qBridge, 4, 5, 1, 1],
} as const satisfies Record<string, Oid>;

const integer = (value: number): SnmpValue => ({ type: 'integer', value });
const unsigned = (value: number): SnmpValue => ({ type: 'unsigned', value });
const octets = (value: Buffer): SnmpValue => ({ type: 'octets', value });
const text = (value: string): SnmpValue => octets(Buffer.from(value));
const macNumbers = (mac: string): number[] => mac.split(':').map((octet) => Number.parseInt(octet, 16));
const macOctets = (mac: string): SnmpValue => octets(Buffer.from(macNumbers(mac)));
const upDown = (up: boolean): SnmpValue => integer(up ? 1 : 2);

const instances = (table: Oid, index: Oid, columns: Readonly<Record<number, SnmpValue>>): ObjectInstance[] =>
  Object.entries(columns).map(([column, value]) => ({ oid: [...table, Number(column), ...index], value }));

/** Every object of a switch, in the order in which GETNEXT goes through them. */
export function objectsOf(view: SwitchView): ObjectInstance[] {
  return [
    ...scalars(view),
    ...view.ports.flatMap((port, index) => portObjects(view, port, index + 1)),
    ...vlansOf(view.state).flatMap(({ id }) => vlanObjects(view, id)),
  ].sort((one, other) => compareOids(one.oid, other.oid));
}

function scalars({ name, ports, state, upTime }: SwitchView): ObjectInstance[] {
  const system = instances([...mib2, 1], [0], {
    1: text('Drydock simulated switch'),
    2: { type: 'oid', value: [1, 3, 6, 1, 4, 1, 8072, 3, 2, 255] },
    4: text(''),
    5: text(name),
    6: text(''),
    7: integer(2),
  });
  return [
    ...system,
    {
      oid: [...mib2, 1, 3, 0],
      get value(): SnmpValue {
        return { type: 'time-ticks', value: upTime() };
      },
    },
    { oid: [...mib2, 2, 1, 0], value: integer(ports.length) },
    ...instances([...mib2, 17, 1], [0], { 1: octets(bridgeAddress), 2: integer(ports.length), 3: integer(2) }),
    ...instances([...qBridge, 1], [0], {
      1: integer(1),
      2: integer(4094),
      3: unsigned(4094),
      4: unsigned(Object.keys(state.vlans).length),
    }),
  ];
}

const bridgeAddress = Buffer.from('02d0c0000000', 'hex');

function portObjects(view: SwitchView, port: string, bridgePort: number): ObjectInstance[] {
  const { adminUp = false, alias = '', pvid = 0 } = view.state.ports[port] ?? {};
  const ifIndex = ifIndexOf(bridgePort);
  const address = Buffer.from(bridgeAddress);
  address.writeUInt16BE(bridgePort, 4);
  const entry = {
    1: integer(ifIndex),
    2: text(port),
    3: integer(6),
    4: integer(9216),
    5: unsigned(0xffffffff),
    6: octets(address),
    7: upDown(adminUp),
    8: upDown(adminUp && !view.withoutLink.has(port)),
  };
  return [
    ...instances(ifEntry, [ifIndex], entry),
    ...instances(ifXEntry, [ifIndex], { 1: text(port), 15: unsigned(25_000), 18: text(alias) }),
    ...instances(basePortEntry, [bridgePort], { 1: integer(bridgePort), 2: integer(ifIndex) }),
    { oid: [...writable.pvid, bridgePort], value: unsigned(pvid) },
    ...(view.learnedMacs.get(port) ?? []).flatMap((mac) =>
      instances(fdbEntry, [pvid, ...macNumbers(mac)], { 2: integer(bridgePort), 3: integer(3) }),
    ),
    ...lldpObjects(view, port, lldpPortOf(bridgePort)),
  ];
}

function lldpObjects({ neighbours }: SwitchView, port: string, lldpPort: number): ObjectInstance[] {
  const local = instances([...lldp, 3, 7, 1], [lldpPort], { 2: integer(5), 3: text(port), 4: text(port) });
  const neighbour = neighbours.get(port);
  if (neighbour === undefined) return local;
  const mac = macOctets(neighbour.mac);
  const remote = { 4: integer(4), 5: mac, 6: integer(3), 7: mac, 8: text('NIC'), 9: text(neighbour.systemName ?? '') };
  return [...local, ...instances([...lldp, 4, 1, 1], [0, lldpPort, 1], remote)];
}

function vlanObjects({ ports, state }: SwitchView, id: number): ObjectInstance[] {
  const { name = '', egress = [], untagged = [], forbidden = [] } = state.vlans[id] ?? {};
  const egressBits = octets(portBits(ports, egress));
  const untaggedInEgress = untagged.filter((port) => egress.includes(port));
  return [
    ...instances(currentVlanEntry, [0, id], {
      3: unsigned(id),
      4: egressBits,
      5: octets(portBits(ports, untaggedInEgress)),
      6: integer(2),
      7: { type: 'time-ticks', value: 0 },
    }),
    { oid: [...writable.vlanName, id], value: text(name) },
    { oid: [...writable.vlanEgress, id], value: egressBits },
    { oid: [...writable.vlanForbidden, id], value: octets(portBits(ports, forbidden)) },
    { oid: [...writable.vlanUntagged, id], value: octets(portBits(ports, untagged)) },
    { oid: [...writable.vlanRowStatus, id], value: integer(1) },
  ];
}

/** Below 0 when `one` comes before `other`. */
export function compareOids(one: Oid, other: Oid): number {
  for (let at = 0; at < Math.min(one.length, other.length); at += 1) {
    const difference = (one[at] ?? 0) - (other[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}
