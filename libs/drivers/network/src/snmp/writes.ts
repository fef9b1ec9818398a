import { DriverError } from '@drydock/driver';
import type { Role } from './membership.js';
import { rowStatus } from './mib.js';
import { bitmapWith } from './port-list.js';
import type { Assignment, SnmpSession } from './session.js';
import { octetsOf } from './values.js';

/** One thing to be written at a switch. */
export type Write =
  | { readonly kind: 'make'; readonly vlan: number }
  | Member
  | { readonly kind: 'value'; readonly assignment: Assignment }
  /** Takes a VLAN away that no port is in. */
  | { readonly kind: 'unmake'; readonly vlan: number };

/** How a port is to be in a VLAN. */
export interface Member {
  readonly kind: 'member';
  readonly vlan: number;
  readonly role: Role;
  readonly bridgePort: number;
}

/** So many of the longest descriptions (64 octets) fit a datagram that is not cut up on Ethernet: 1472 octets. */
const valuesAtOnce = 16;

/**
 * Writes, for several ports, what can go into the same requests: the lists of a VLAN are read once and set once for all
 * its ports. A switch carries out all of a request or nothing; what it refuses is halved until the culprit is alone, so
 * that each answer is about its own write. Silence is thrown: it is about the switch.
 */
export async function carryOutWrites(
  session: SnmpSession,
  writes: readonly Write[],
): Promise<PromiseSettledResult<void>[]> {
  const outcomes = new Map<Write, PromiseSettledResult<void>>();
  for (const group of groupsOf(writes)) await carryOutGroup(session, group, outcomes);
  return writes.map((write) => outcomes.get(write) ?? { status: 'rejected', reason: new Error('it was not written') });
}

/** VLANs are made first and taken away last, so that none goes that is joined in the same round. */
function groupsOf(writes: readonly Write[]): Write[][] {
  const ofKind = (kind: Write['kind']) => writes.filter((write) => write.kind === kind);
  const byVlan = (some: readonly Write[]) => [
    ...Map.groupBy(some, (write) => (write.kind === 'value' ? null : write.vlan)).values(),
  ];
  const values = ofKind('value');
  const chunks = Array.from({ length: Math.ceil(values.length / valuesAtOnce) }, (_, at) =>
    values.slice(at * valuesAtOnce, (at + 1) * valuesAtOnce),
  );
  return [...byVlan(ofKind('make')), ...byVlan(ofKind('member')), ...chunks, ...byVlan(ofKind('unmake'))];
}

async function carryOutGroup(
  session: SnmpSession,
  group: readonly Write[],
  outcomes: Map<Write, PromiseSettledResult<void>>,
): Promise<void> {
  try {
    await together(session, group);
    for (const write of group) outcomes.set(write, { status: 'fulfilled', value: undefined });
  } catch (error) {
    if (!isRefusal(error)) throw error;
    if (group.length === 1) {
      for (const write of group) outcomes.set(write, { status: 'rejected', reason: error });
      return;
    }
    const middle = Math.ceil(group.length / 2);
    for (const half of [group.slice(0, middle), group.slice(middle)]) await carryOutGroup(session, half, outcomes);
  }
}

const isRefusal = (error: unknown): boolean =>
  error instanceof DriverError && error.kind !== 'unreachable' && error.kind !== 'timed-out';

async function together(session: SnmpSession, group: readonly Write[]): Promise<void> {
  const [first] = group;
  switch (first?.kind) {
    case undefined:
      return;
    case 'make':
      return makeVlan(session, first.vlan);
    case 'member':
      return setMembers(
        session,
        first.vlan,
        group.filter((write) => write.kind === 'member'),
      );
    case 'value':
      return session.set(...group.filter((write) => write.kind === 'value').map(({ assignment }) => assignment));
    case 'unmake':
      return unmakeVlan(session, first.vlan);
  }
}

async function makeVlan(session: SnmpSession, vlan: number): Promise<void> {
  const row = { object: 'dot1qVlanStaticRowStatus', index: vlan } as const;
  try {
    await session.set({ ...row, value: rowStatus.createAndGo });
  } catch (error) {
    // When the answer to the first try was lost, the second is refused: the row is there.
    const [found] = await session.get(row);
    if (found !== rowStatus.active) throw error;
  }
}

const listsOf = (vlan: number) =>
  [
    { object: 'dot1qVlanStaticEgressPorts', index: vlan },
    { object: 'dot1qVlanStaticUntaggedPorts', index: vlan },
  ] as const;

/** Both lists of a VLAN in one PDU, read right before: other ports are as they are at that moment. */
async function setMembers(session: SnmpSession, vlan: number, members: readonly Member[]): Promise<void> {
  const [egress, untagged] = listsOf(vlan);
  const read = async () => (await session.get(egress, untagged)).map(octetsOf);
  let [egressList, untaggedList] = await read();
  if (!egressList && members.some(({ role }) => role !== 'none')) {
    // It was there, or made, a moment ago: another port that had made it was put back meanwhile.
    await makeVlan(session, vlan);
    [egressList, untaggedList] = await read();
  }
  if (!egressList || !untaggedList) {
    throw new DriverError('unsupported', `VLAN ${vlan} is not in the static table of the switch`, {
      evidence: [`dot1qVlanStaticEgressPorts.${vlan} is not there`],
      advice: 'The VLAN was learned (GVRP, MVRP) or belongs to the switch: take the port out of it at the switch.',
    });
  }
  for (const { bridgePort, role } of members) {
    egressList = bitmapWith(egressList, bridgePort, role === 'none' ? 'out' : 'in');
    untaggedList = bitmapWith(untaggedList, bridgePort, role === 'untagged' ? 'in' : 'out');
  }
  await session.set({ ...egress, value: egressList }, { ...untagged, value: untaggedList });
}

async function unmakeVlan(session: SnmpSession, vlan: number): Promise<void> {
  const [egress] = listsOf(vlan);
  const [members] = (await session.get(egress)).map(octetsOf);
  // Gone already, or another port has joined it: then it is that port's.
  if (!members || members.some((octet) => octet !== 0)) return;
  try {
    await session.set({ object: 'dot1qVlanStaticRowStatus', index: vlan, value: rowStatus.destroy });
  } catch (error) {
    // Another port that is being put back has its PVID yet; the last of them takes it away.
    if (!isRefusal(error)) throw error;
  }
}
