import { placeOf } from '../site-model.js';
import type { Rule } from './rule.js';

export const rackLocalNetwork: Rule = {
  id: 'DD0113',
  aliases: [],
  title: 'Networks of a rack stay in it',
  *check(model) {
    const racksOf = new Map<string, Set<string>>();
    for (const rack of model.racks.values()) {
      for (const network of rack.data.local_networks ?? []) {
        const racks = racksOf.get(network) ?? new Set();
        racksOf.set(network, racks.add(rack.name));
      }
    }
    if (racksOf.size === 0) return;
    for (const node of model.nodes.values()) {
      const own = node.data.metadata?.rack;
      for (const { network } of node.data.addressing) {
        const racks = racksOf.get(network);
        if (racks === undefined || (own !== undefined && racks.has(own))) continue;
        yield {
          level: 'warning',
          message: `the network ${network} is local to ${[...racks].join(', ')}, but node ${node.name} is in ${own ?? 'no rack'}`,
          advice: 'Give the node a network of its own rack, or correct local_networks or metadata.rack.',
          at: placeOf(node, 'addressing', network),
        };
      }
    }
  },
};
