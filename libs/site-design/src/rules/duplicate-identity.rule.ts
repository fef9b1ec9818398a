import { placeOf, type DesignedNode } from '../site-model.js';
import type { Rule } from './rule.js';

const fields = ['serial_number', 'uuid'] as const;

export const duplicateIdentity: Rule = {
  id: 'DD0307',
  aliases: [],
  title: 'No serial number or UUID twice',
  fixed: 'two nodes would be taken for each other',
  *check(model) {
    for (const field of fields) {
      const owners = new Map<string, DesignedNode>();
      for (const node of model.nodes.values()) {
        const value = node.data.oob?.[field]?.toLowerCase();
        if (value === undefined) continue;
        const owner = owners.get(value);
        if (owner === undefined) owners.set(value, node);
        else {
          yield {
            message: `node ${node.name} has the same oob.${field} as node ${owner.name}`,
            advice:
              'Each node has its own, and says it itself: take it out of host profiles, and correct the one that is wrong.',
            at: placeOf(node, 'oob', field),
          };
        }
      }
    }
  },
};
