import { placeOf } from '../site-model.js';
import { mounts } from './mounts.js';
import type { Rule } from './rule.js';

export const rootFilesystem: Rule = {
  id: 'DD0204',
  aliases: ['DD1001'],
  title: 'Every node has a root filesystem',
  *check(model) {
    for (const node of model.nodes.values()) {
      if ([...mounts(node.data.storage ?? {})].some(({ mountpoint }) => mountpoint === '/')) continue;
      yield {
        message: `no filesystem of node ${node.name} is mounted at /`,
        advice: 'Add a partition or a logical volume with mountpoint "/".',
        at: placeOf(node, 'storage'),
      };
    }
  },
};
