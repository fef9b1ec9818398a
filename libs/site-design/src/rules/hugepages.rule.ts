import { placeOf } from '../site-model.js';
import type { Rule } from './rule.js';

export const hugepages: Rule = {
  id: 'DD1008',
  aliases: [],
  title: 'Huge pages',
  *check(model) {
    for (const node of model.nodes.values()) {
      const parameters = node.data.platform?.kernel_params ?? {};
      const [size, count] = [Object.hasOwn(parameters, 'hugepagesz'), Object.hasOwn(parameters, 'hugepages')];
      if (size === count) continue;
      yield {
        message: `${size ? 'hugepagesz' : 'hugepages'} alone does nothing`,
        advice: `Add ${size ? 'hugepages' : 'hugepagesz'}.`,
        at: placeOf(node, 'platform', 'kernel_params', size ? 'hugepagesz' : 'hugepages'),
      };
    }
  },
};
