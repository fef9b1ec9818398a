import { placeOf, type DesignedNode } from '../site-model.js';
import type { Rule } from './rule.js';

export const addressInterface: Rule = {
  id: 'DD0115',
  aliases: [],
  title: 'Addresses are on one interface',
  *check(model) {
    const seen = new Map<DesignedNode['data']['interfaces'], ReadonlyMap<string, string[]>>();
    for (const node of model.nodes.values()) {
      const { interfaces, oob, addressing } = node.data;
      let carriers = seen.get(interfaces);
      if (carriers === undefined) {
        carriers = carriersOf(interfaces);
        seen.set(interfaces, carriers);
      }
      for (const { network } of addressing) {
        const names = carriers.get(network);
        if (names === undefined ? network === oob?.network : names.length === 1) continue;
        if (!model.networks.has(network)) continue;
        yield {
          level: 'warning',
          message:
            names === undefined
              ? `node ${node.name} has an address in ${network}, but no interface has that network`
              : `the interfaces ${names.join(' and ')} of node ${node.name} would both have its addresses in ${network}`,
          advice:
            names === undefined
              ? 'Add the network to an interface, or take the address away.'
              : 'Leave the network on one of them.',
          at: placeOf(node, 'addressing', network),
        };
      }
    }
  },
};

/** Network → the interfaces that have it. */
function carriersOf(interfaces: DesignedNode['data']['interfaces'] = {}): ReadonlyMap<string, string[]> {
  const carriers = new Map<string, string[]>();
  for (const [name, data] of Object.entries(interfaces)) {
    for (const network of new Set(data?.networks ?? [])) {
      const names = carriers.get(network) ?? [];
      carriers.set(network, names);
      names.push(name);
    }
  }
  return carriers;
}
