import { placeOf } from '../site-model.js';
import { mounts } from './mounts.js';
import type { Rule } from './rule.js';

export const duplicateMountpoint: Rule = {
  id: 'DD0203',
  aliases: ['DD2004'],
  title: 'No mount point twice',
  *check(model) {
    for (const { node, value } of model.distinct.storage) {
      const seen = new Set<string>();
      for (const { mountpoint, path } of mounts(value)) {
        if (seen.has(mountpoint)) {
          yield {
            message: `two filesystems are mounted at ${mountpoint}`,
            advice: 'Give each a mount point of its own.',
            at: placeOf(node, ...path, 'filesystem', 'mountpoint'),
          };
        }
        seen.add(mountpoint);
      }
    }
  },
};
