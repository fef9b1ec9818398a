import { placeOf, type DesignedNode } from '../site-model.js';
import type { Problem, Rule } from './rule.js';

export const duplicateAddress: Rule = {
  id: 'DD2005',
  aliases: [],
  title: 'No address twice',
  fixed: 'two nodes would be taken for each other',
  *check(model) {
    const owners = new Map<string, DesignedNode>();
    for (const node of model.nodes.values()) {
      let index = 0;
      for (const { network, address } of node.data.addressing) {
        if (address !== 'dhcp') {
          const owner = owners.get(address);
          if (owner === undefined) owners.set(address, node);
          else if (!shareBmc(owner, node, network)) yield twice(owner, node, index);
        }
        index += 1;
      }
    }
  },
};

/** One BMC may serve several systems; that no two nodes name the same one is checked where targets are. */
const shareBmc = (owner: DesignedNode, node: DesignedNode, network: string): boolean =>
  owner !== node &&
  network === node.data.oob?.network &&
  network === owner.data.oob?.network &&
  node.data.oob.system_id !== undefined &&
  owner.data.oob.system_id !== undefined;

const twice = (owner: DesignedNode, node: DesignedNode, index: number): Problem => ({
  message: `${node.data.addressing[index]?.address ?? ''} of node ${node.name} is already ${owner === node ? 'its own' : `node ${owner.name}'s`}`,
  advice: 'Give each node, and each network of a node, an address of its own.',
  at: placeOf(node, 'addressing', String(index), 'address'),
});
