import type { Oid } from './ber.js';
import { ifIndexOf, writable, type ObjectInstance } from './objects.js';
import { portsOfBits } from './port-bits.js';
import type { ErrorStatus, SnmpValue, Varbind } from './snmp-message.js';
import { defaultVlan, vlansOf, type PortState, type SwitchState, type VlanState } from './switch-state.js';

/** What a SET came to: the state after it, or why nothing was changed. `ports` are those it named. */
export type SetOutcome =
  | { readonly error: 'noError'; readonly state: SwitchState; readonly ports: readonly string[] }
  | { readonly error: Exclude<ErrorStatus, 'noError'>; readonly errorIndex: number };

/** A varbind that a SET cannot have. */
class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(readonly status: Exclude<ErrorStatus, 'noError'>) {
    super(status);
  }
}

/** What a SET starts from. `ports` are in the order of their bridge ports. */
export interface SetSubject {
  readonly ports: readonly string[];
  readonly state: SwitchState;
  readonly objects: readonly ObjectInstance[];
}

interface Draft extends SetSubject {
  readonly touched: Set<string>;
}

/** One varbind of a SET, with the number of the row that it names. */
interface Assignment {
  readonly row: number;
  readonly value: SnmpValue;
}

/**
 * Carries out all varbinds of a SET, or none (RFC 3416, section 4.2.5). As the varbinds happen at once, rows are
 * made before their columns are written, and PVIDs and destroyed VLANs are judged by what is there in the end.
 */
export function carryOutSet(subject: SetSubject, varbinds: readonly Varbind[]): SetOutcome {
  const draft: Draft = { ...subject, state: structuredClone(subject.state), touched: new Set() };
  const indexed = varbinds.map(({ oid, value }, index) => ({ oid, value, errorIndex: index + 1 }));
  const creates = ({ oid, value }: Varbind) =>
    isBelow(writable.vlanRowStatus, oid) && value.type === 'integer' && value.value === rowStatus.createAndGo;
  const inOrder = [...indexed.filter(creates), ...indexed.filter((varbind) => !creates(varbind))];
  for (const work of [assign, judge]) {
    for (const { errorIndex, ...varbind } of inOrder) {
      try {
        work(draft, varbind);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return { error: error.status, errorIndex };
      }
    }
  }
  return { error: 'noError', state: draft.state, ports: [...draft.touched] };
}

/** RowStatus of SNMPv2-TC, as far as it is taken here. */
const rowStatus = { active: 1, createAndGo: 4, destroy: 6 } as const;

type Column = keyof typeof writable;

const columns: Readonly<Record<Column, (draft: Draft, assignment: Assignment) => void>> = {
  ifAdminStatus: (draft, { row, value }) => {
    const status = integerOf(value);
    if (status !== 1 && status !== 2) throw new Refusal('wrongValue');
    portOf(draft, row - ifIndexOf(0)).adminUp = status === 1;
  },
  ifAlias: (draft, { row, value }) => {
    portOf(draft, row - ifIndexOf(0)).alias = textOf(value, 64);
  },
  pvid: (draft, { row, value }) => {
    if (value.type !== 'unsigned') throw new Refusal('wrongType');
    if (!isVlanId(value.value)) throw new Refusal('wrongValue');
    portOf(draft, row).pvid = value.value;
  },
  vlanName: (draft, { row, value }) => {
    vlanOf(draft, row).name = textOf(value, 32);
  },
  vlanEgress: (draft, { row, value }) => {
    vlanOf(draft, row).egress = membersOf(draft, value);
  },
  vlanForbidden: (draft, { row, value }) => {
    vlanOf(draft, row).forbidden = membersOf(draft, value);
  },
  vlanUntagged: (draft, { row, value }) => {
    vlanOf(draft, row).untagged = membersOf(draft, value);
  },
  vlanRowStatus: (draft, { row, value }) => setRowStatus(draft.state, row, integerOf(value)),
};

function assign(draft: Draft, { oid, value }: Varbind): void {
  const column = columnOf(oid);
  if (column === undefined) {
    const known = draft.objects.some((object) => isBelow(object.oid, oid));
    throw new Refusal(known || value.type === 'null' ? 'notWritable' : 'noCreation');
  }
  const [row, ...rest] = oid.slice(writable[column].length);
  if (row === undefined || rest.length > 0) throw new Refusal('noCreation');
  columns[column](draft, { row, value });
}

/** What can only be said when all varbinds are in: the VLANs that it names agree with each other and with the PVIDs. */
function judge({ state }: Draft, { oid }: Varbind): void {
  const row = oid.at(-1) ?? 0;
  const column = columnOf(oid);
  const dangling = Object.values(state.ports).some(({ pvid }) => state.vlans[pvid] === undefined);
  if (dangling && (column === 'pvid' || column === 'vlanRowStatus')) throw new Refusal('inconsistentValue');
  const { egress = [], forbidden = [] } = state.vlans[row] ?? {};
  if (column === 'vlanEgress' || column === 'vlanForbidden') {
    if (egress.some((port) => forbidden.includes(port))) throw new Refusal('inconsistentValue');
  }
}

function setRowStatus(state: SwitchState, id: number, status: number): void {
  if (!isVlanId(id)) throw new Refusal('noCreation');
  const exists = state.vlans[id] !== undefined;
  switch (status) {
    case rowStatus.active:
      if (!exists) throw new Refusal('inconsistentValue');
      return;
    case rowStatus.createAndGo:
      if (exists) throw new Refusal('inconsistentValue');
      state.vlans[id] = { name: `VLAN${id}`, egress: [], untagged: [], forbidden: [] };
      return;
    case rowStatus.destroy:
      if (id === defaultVlan) throw new Refusal('inconsistentValue');
      state.vlans = Object.fromEntries(
        vlansOf(state)
          .filter((one) => one.id !== id)
          .map((one) => [one.id, one.vlan]),
      );
      return;
    default:
      throw new Refusal('wrongValue');
  }
}

const isVlanId = (id: number): boolean => id >= 1 && id <= 4094;

const isBelow = (column: Oid, oid: Oid): boolean => column.every((number, at) => oid[at] === number);

function columnOf(oid: Oid): Column | undefined {
  const known: readonly Column[] = [
    ...(['ifAdminStatus', 'ifAlias', 'pvid'] as const),
    ...(['vlanName', 'vlanEgress', 'vlanForbidden', 'vlanUntagged', 'vlanRowStatus'] as const),
  ];
  return known.find((column) => isBelow(writable[column], oid));
}

function portOf({ ports, state, touched }: Draft, bridgePort: number): PortState {
  const name = ports[bridgePort - 1];
  const port = name === undefined ? undefined : state.ports[name];
  if (name === undefined || port === undefined) throw new Refusal('noCreation');
  touched.add(name);
  return port;
}

function vlanOf({ state }: Draft, id: number): VlanState {
  const vlan = state.vlans[id];
  if (vlan === undefined) throw new Refusal('inconsistentName');
  return vlan;
}

function integerOf(value: SnmpValue): number {
  if (value.type !== 'integer') throw new Refusal('wrongType');
  return value.value;
}

function octetsOf(value: SnmpValue): Buffer {
  if (value.type !== 'octets') throw new Refusal('wrongType');
  return value.value;
}

function textOf(value: SnmpValue, longest: number): string {
  const octets = octetsOf(value);
  if (octets.length > longest) throw new Refusal('wrongLength');
  return octets.toString('utf8');
}

function membersOf({ ports }: Draft, value: SnmpValue): string[] {
  const members = portsOfBits(ports, octetsOf(value));
  if (members === undefined) throw new Refusal('wrongValue');
  return members;
}
