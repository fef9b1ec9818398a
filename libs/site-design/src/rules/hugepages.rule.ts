import { placeOf } from '../site-model.js';
import type { Rule } from './rule.js';

export const hugepages: Rule = {
  id: 'DD1008',
  aliases: [],
  title: 'Huge pages',
  *check(model) {
    for (const { node, value } of model.distinct.kernelParameters) {
      const [size, count] = [Object.hasOwn(value, 'hugepagesz'), Object.hasOwn(value, 'hugepages')];
      if (size === count) continue;
      yield {
        message: `${size ? 'hugepagesz' : 'hugepages'} alone does nothing`,
        advice: `Add ${size ? 'hugepages' : 'hugepagesz'}.`,
        at: placeOf(node, 'platform', 'kernel_params', size ? 'hugepagesz' : 'hugepages'),
      };
    }
  },
};
