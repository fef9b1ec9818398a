import { placeOf } from '../site-model.js';
import type { Rule } from './rule.js';

export const duplicateAddress: Rule = {
  id: 'DD2005',
  aliases: [],
  title: 'No address twice',
  *check(model) {
    const owners = new Map<string, string>();
    for (const node of model.nodes.values()) {
      for (const [index, { address }] of node.data.addressing.entries()) {
        if (address === 'dhcp') continue;
        const owner = owners.get(address);
        if (owner === undefined) owners.set(address, node.name);
        else {
          yield {
            message: `${address} of node ${node.name} is already ${owner === node.name ? 'its own' : `node ${owner}'s`}`,
            advice: 'Give each node, and each network of a node, an address of its own.',
            at: placeOf(node, 'addressing', String(index), 'address'),
          };
        }
      }
    }
  },
};
