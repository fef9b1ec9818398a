import { bootActionTargets } from '../resolve/boot-actions.js';
import { placeIn } from '../site-model.js';
import type { Rule } from './rule.js';

export const bootActionScope: Rule = {
  id: 'DD0601',
  aliases: ['DD4001'],
  title: 'Boot action definition',
  *check(model) {
    const targets = bootActionTargets(model);
    for (const node of model.nodes.values()) {
      if ((targets.get(node.name) ?? []).length > 0) continue;
      yield {
        level: 'warning',
        message: `no boot action is for node ${node.name}`,
        advice: 'Check the node_filter of the boot actions, if there should be one.',
        at: placeIn(node),
      };
    }
  },
};
