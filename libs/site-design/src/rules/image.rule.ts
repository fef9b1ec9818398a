import { placeOf } from '../site-model.js';
import type { Rule } from './rule.js';

export const image: Rule = {
  id: 'DD3001',
  aliases: [],
  title: 'Platform selection',
  *check(model) {
    const images = model.region?.data.images;
    const known = images === undefined ? '' : Object.keys(images).join(', ');
    for (const node of model.nodes.values()) {
      const name = node.data.platform?.image;
      if (name !== undefined && (images === undefined || Object.hasOwn(images, name))) continue;
      yield {
        message:
          name === undefined ? `node ${node.name} has no operating system image` : `the Region has no image "${name}"`,
        advice:
          name === undefined
            ? 'Set platform.image, in the node or in a host profile.'
            : `Add it to images of the Region, or use one of: ${known}.`,
        at: placeOf(node, 'platform', 'image'),
      };
    }
  },
};
