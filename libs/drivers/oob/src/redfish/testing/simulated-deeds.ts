import type { ActionName } from '@drydock/contracts';
import { DriverError } from '@drydock/driver';
import type { NodeCounters, NodeFaults, Requests } from '@drydock/simulator';
import type { SimulatedBench } from './simulated-bench.js';
import { bootMac } from './simulated-server.js';

/** An action at a node, and what has to come of it. */
export interface Deed {
  readonly from: 'On' | 'Off';
  readonly act: () => Promise<object>;
  /** What the driver says of it. */
  readonly says: object;
  /** What the node went through: each once, whatever the fault. */
  readonly counts: Partial<NodeCounters>;
  /** How the node is afterwards. */
  readonly leaves: () => object | undefined;
  readonly left: object;
}

const first = { kind: 'network', mac: bootMac, protocol: 'pxe' };
/** A boot device may be sent again, which changes nothing; a reset may not. */
const switching = { resets: 0, powerOns: 0, powerOffs: 0, restarts: 0, powerCycles: 0 };
const nothing = { ...switching, bootOverrideSets: 0 };

export const all = [
  'InterrogateOob',
  'SetNodeBoot',
  'ConfigNodePxe',
  'PowerOnNode',
  'PowerOffNode',
  'PowerCycleNode',
] as const satisfies readonly ActionName<'oob'>[];
export type DeedName = (typeof all)[number];

/** Each action of the driver, as it changes something. */
export const deedsAt = (bench: SimulatedBench): Readonly<Record<DeedName, Deed>> => {
  const power = () => ({ power: bench.node.power });
  const armed = () => ({ ...power(), wasArmed: bench.node.counters.bootOverrideSets > 0 });
  return {
    InterrogateOob: {
      from: 'On',
      act: () => bench.run('InterrogateOob', {}),
      says: {
        power: 'on',
        serialNumber: 'DRYDOCK-R1N1',
        processors: { count: 2 },
        drives: [{ sizeBytes: 480_103_981_056 }],
      },
      counts: nothing,
      leaves: power,
      left: { power: 'On' },
    },
    SetNodeBoot: {
      from: 'Off',
      act: () => bench.run('SetNodeBoot', { device: 'pxe', mode: 'uefi' }),
      says: { device: 'pxe', once: true, mode: 'uefi' },
      counts: { ...nothing, bootOverrideSets: 1 },
      leaves: () => bench.node.boot.state.override,
      left: { target: 'Pxe', enabled: 'Once', mode: 'UEFI' },
    },
    ConfigNodePxe: {
      from: 'Off',
      act: async () => {
        const { order } = bench.node.boot.state;
        bench.node.boot.change({ order: [...order].reverse() });
        return bench.run('ConfigNodePxe', { bootMac });
      },
      says: { mechanism: 'boot-option', interface: 'nic0' },
      counts: nothing,
      leaves: () => bench.node.boot.inOrder()[0],
      left: first,
    },
    PowerOnNode: {
      from: 'Off',
      act: () => bench.run('PowerOnNode', { boot: { device: 'pxe' } }),
      says: { power: 'on', changed: true },
      counts: { ...switching, resets: 1, powerOns: 1 },
      leaves: armed,
      left: { power: 'On', wasArmed: true },
    },
    PowerOffNode: {
      from: 'On',
      act: () => bench.run('PowerOffNode', { graceful: false }),
      says: { power: 'off', changed: true },
      counts: { ...nothing, resets: 1, powerOffs: 1 },
      leaves: power,
      left: { power: 'Off' },
    },
    PowerCycleNode: {
      from: 'On',
      act: () => bench.run('PowerCycleNode', { boot: { device: 'pxe' } }),
      says: { power: 'on', method: 'off-on' },
      counts: { ...switching, resets: 2, powerOffs: 1, powerOns: 1 },
      leaves: armed,
      left: { power: 'On', wasArmed: true },
    },
  };
};
export const patches: readonly DeedName[] = ['SetNodeBoot', 'ConfigNodePxe', 'PowerOnNode', 'PowerCycleNode'];
export const resets: readonly DeedName[] = ['PowerOnNode', 'PowerOffNode', 'PowerCycleNode'];

export const requests = (given: Partial<Requests> = {}): Requests => ({
  times: 1,
  methods: null,
  path: null,
  ...given,
});
export const reading = requests({ methods: ['GET'], path: '/Systems/1' });
export const patching = requests({ methods: ['PATCH'] });
export const resetting = requests({ methods: ['POST'], path: 'ComputerSystem.Reset' });

/** Does a deed under a fault; answers how the counters of the node differ from before. */
export async function under(bench: SimulatedBench, faults: Partial<NodeFaults>, deed: Deed) {
  await bench.powered(deed.from);
  const before = { ...bench.node.counters };
  bench.break(faults);
  const result = await deed.act().catch((error: unknown) => error);
  const { counters } = bench.node;
  const done = Object.fromEntries(
    Object.keys(nothing).map((key) => [key, counterOf(counters, key) - counterOf(before, key)]),
  );
  return { result, done };
}

const counterOf = (counters: NodeCounters, key: string): number =>
  Object.entries(counters).find(([name]) => name === key)?.[1] ?? 0;

/** A token is 32 characters of base64url; a UUID is no secret. */
const tokens = (text: string): string[] =>
  (text.match(/[\w-]{32,}/g) ?? []).filter((found) => !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(found));

/** Whatever looks like a secret in what the driver said. */
export function secretsIn(bench: SimulatedBench, result: unknown): string[] {
  const said = [result, ...bench.passed].map((one) =>
    one instanceof DriverError ? [one.message, one.evidence, one.advice] : one,
  );
  const text = JSON.stringify([said, bench.rehearsal.progress, bench.rehearsal.checkpoints]);
  const known = ['calvin-lab', Buffer.from('root:calvin-lab').toString('base64')];
  return [...known.filter((secret) => text.includes(secret)), ...tokens(text)];
}
