import { distinct, placeOf } from '../site-model.js';
import { mounts } from './mounts.js';
import type { Rule } from './rule.js';

const none = {};

export const rootFilesystem: Rule = {
  id: 'DD0204',
  aliases: ['DD1001'],
  title: 'Every node has a root filesystem',
  *check(model) {
    for (const { node, value } of distinct(model, ({ data }) => data.storage ?? none)) {
      if ([...mounts(value)].some(({ mountpoint }) => mountpoint === '/')) continue;
      yield {
        message: value === none ? 'nodes have no storage, such as this one' : 'no filesystem is mounted at /',
        advice: 'Add a partition or a logical volume with mountpoint "/".',
        at: placeOf(node, 'storage'),
      };
    }
  },
};
