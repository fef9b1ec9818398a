import { placeOf, type DesignedNode } from '../site-model.js';
import type { Problem, Rule } from './rule.js';

export const duplicateMac: Rule = {
  id: 'DD0302',
  aliases: [],
  title: 'No MAC address twice',
  fixed: 'two nodes would be taken for each other',
  *check(model) {
    const owners = new Map<string, DesignedNode>();
    for (const node of model.nodes.values()) {
      const { metadata } = node.data;
      if (metadata === undefined) continue;
      if (metadata.boot_mac !== undefined) yield* claimed(owners, node, metadata.boot_mac);
      for (const mac of metadata.macs ?? []) yield* claimed(owners, node, mac);
    }
  },
};

const none: readonly Problem[] = [];

/** A node may well write one of its own twice: as boot MAC and in the list. */
function claimed(owners: Map<string, DesignedNode>, node: DesignedNode, mac: string): readonly Problem[] {
  const key = mac.toLowerCase();
  const owner = owners.get(key);
  if (owner === undefined) owners.set(key, node);
  if (owner === undefined || owner === node) return none;
  const { boot_mac: boot, macs = [] } = node.data.metadata ?? {};
  const field = boot === mac ? ['boot_mac'] : ['macs', String(macs.indexOf(mac))];
  return [
    {
      message: `the MAC address ${key} of node ${node.name} is already node ${owner.name}'s`,
      advice: 'Correct the one that is wrong.',
      at: placeOf(node, 'metadata', ...field),
    },
  ];
}
