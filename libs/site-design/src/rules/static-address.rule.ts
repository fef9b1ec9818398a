import { contains, parseAddress, parseCidr, type Subnet } from '../ipv4.js';
import type { NetworkData } from '../schemas/network.js';
import { placeOf, type Authored, type DesignedNode } from '../site-model.js';
import type { Problem, Rule } from './rule.js';

export const staticAddress: Rule = {
  id: 'DD0109',
  aliases: [],
  title: 'Addresses of nodes are where static ones belong',
  *check(model) {
    const plans = new Map([...model.networks].map(([name, network]) => [name, planOf(network)]));
    for (const node of model.nodes.values()) {
      for (const { network, address } of node.data.addressing) {
        const plan = plans.get(network);
        const value = plan === undefined ? null : parseAddress(address);
        if (plan === undefined || value === null || plan.subnet === null || !contains(plan.subnet, value)) continue;
        const complaint = complaintOf(plan, value);
        if (complaint !== null) yield misplaced(node, network, `${address} of node ${node.name} ${complaint}`);
      }
    }
  },
};

interface Range {
  readonly type: string;
  readonly first: number;
  readonly last: number;
  readonly text: string;
}

/** What the addresses of a network are for. */
interface Plan {
  readonly subnet: Subnet | null;
  readonly static: readonly Range[];
  readonly others: readonly Range[];
  readonly gateways: ReadonlySet<number>;
}

function planOf({ data }: Authored<NetworkData>): Plan {
  const ranges = (data.ranges ?? []).map(({ type, start, end }): Range => {
    return { type, first: parseAddress(start) ?? 0, last: parseAddress(end) ?? -1, text: `${start} to ${end}` };
  });
  return {
    subnet: parseCidr(data.cidr)?.subnet ?? null,
    static: ranges.filter(({ type }) => type === 'static'),
    others: ranges.filter(({ type }) => type !== 'static'),
    gateways: new Set((data.routes ?? []).map(({ gateway }) => parseAddress(gateway ?? '') ?? -1)),
  };
}

function complaintOf({ subnet, static: ranges, others, gateways }: Plan, value: number): string | null {
  for (const { type, first, last, text } of others) {
    if (value >= first && value <= last) return `is in the ${type} range ${text}`;
  }
  if (subnet !== null && subnet.prefix < 31) {
    if (value === subnet.base) return 'is the address of the subnet itself';
    if (value === subnet.base + subnet.size - 1) return 'is the broadcast address';
  }
  if (gateways.has(value)) return 'is also the gateway of its network';
  if (ranges.length === 0) return null;
  for (const { first, last } of ranges) if (value >= first && value <= last) return null;
  return 'is in no static range of its network';
}

const misplaced = (node: DesignedNode, network: string, message: string): Problem => ({
  level: 'warning',
  message,
  advice: `Choose an address that ${network} keeps for nodes, or correct its ranges.`,
  at: placeOf(node, 'addressing', network, 'address'),
});
