import { placeOf } from '../site-model.js';
import type { Rule } from './rule.js';

export const primaryNetwork: Rule = {
  id: 'DD0114',
  aliases: [],
  title: 'Primary network',
  *check(model) {
    for (const node of model.nodes.values()) {
      const { primary_network: primary, addressing } = node.data;
      if (primary !== undefined && addressing.some(({ network }) => network === primary)) continue;
      if (primary !== undefined && !model.networks.has(primary)) continue;
      yield {
        level: 'warning',
        message:
          primary === undefined
            ? `node ${node.name} has no primary network, so it gets neither a default route nor a domain`
            : `node ${node.name} has no address in its primary network ${primary}, so it gets no default route`,
        advice:
          primary === undefined
            ? 'Set primary_network, in the node or in a host profile.'
            : `Add an address in ${primary} to addressing.`,
        at: primary === undefined ? placeOf(node, 'primary_network') : placeOf(node, 'addressing'),
      };
    }
  },
};
