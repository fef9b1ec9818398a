import { placeIn } from '../site-model.js';
import type { Rule } from './rule.js';

export const duplicateMac: Rule = {
  id: 'DD0302',
  aliases: [],
  title: 'No MAC address twice',
  *check(model) {
    const owners = new Map<string, string>();
    for (const node of model.nodes.values()) {
      const { boot_mac: boot, macs = [] } = node.data.metadata ?? {};
      const found = [
        ...(boot === undefined ? [] : [{ mac: boot, path: ['metadata', 'boot_mac'] }]),
        ...macs.map((mac, index) => ({ mac, path: ['metadata', 'macs', String(index)] })),
      ];
      const own = new Set<string>();
      for (const { mac, path } of found) {
        const key = mac.toLowerCase();
        const owner = owners.get(key);
        if (owner !== undefined && owner !== node.name) {
          yield {
            message: `the MAC address ${key} of node ${node.name} is already node ${owner}'s`,
            advice: 'Correct the one that is wrong.',
            at: placeIn(node, ...path),
          };
        }
        own.add(key);
      }
      for (const key of own) if (!owners.has(key)) owners.set(key, node.name);
    }
  },
};
