import { placeOf } from '../site-model.js';
import type { Rule } from './rule.js';

export const image: Rule = {
  id: 'DD3001',
  aliases: [],
  title: 'Platform selection',
  *check(model) {
    const images = model.region?.data.images;
    for (const node of model.nodes.values()) {
      const name = node.data.platform?.image;
      const at = placeOf(node, 'platform', 'image');
      if (name === undefined) {
        yield { message: `node ${node.name} has no operating system image`, advice: 'Set platform.image.', at };
      } else if (images !== undefined && !Object.hasOwn(images, name)) {
        yield {
          message: `the Region has no image "${name}"`,
          advice: `Add it to images, or use one of: ${Object.keys(images).join(', ')}.`,
          at,
        };
      }
    }
  },
};
