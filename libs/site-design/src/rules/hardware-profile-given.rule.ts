import { placeOf } from '../site-model.js';
import type { Rule } from './rule.js';

export const hardwareProfileGiven: Rule = {
  id: 'DD0011',
  aliases: [],
  title: 'Every node has a hardware profile',
  fixed: 'a node cannot be resolved without one',
  *check(model) {
    for (const node of model.nodes.values()) {
      if (node.data.hardware_profile !== undefined) continue;
      yield {
        message: `node ${node.name} has no hardware profile`,
        advice: 'Name a HardwareProfile in hardware_profile, in the node or in a host profile.',
        at: placeOf(node, 'hardware_profile'),
      };
    }
  },
};
