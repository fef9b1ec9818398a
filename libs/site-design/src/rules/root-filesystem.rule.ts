import { placeOf, type DesignedNode } from '../site-model.js';
import { parseSize } from '@drydock/hardware-details';
import { mounts, type Mount } from './mounts.js';
import type { Problem, Rule } from './rule.js';

const none = {};
const gigabyte = 10 ** 9;
/** What system images and kernels have been found to need, in bytes. */
const enough: Readonly<Record<string, number>> = { '/': 20 * gigabyte, '/boot': gigabyte };

export const rootFilesystem: Rule = {
  id: 'DD0204',
  aliases: ['DD1001'],
  title: 'Every node has a root filesystem',
  *check(model) {
    const bare = [...model.nodes.values()].find(({ data }) => data.storage === undefined);
    const without = bare === undefined ? [] : [{ node: bare, value: none }];
    for (const { node, value } of [...model.distinct.storage, ...without]) {
      let hasRoot = false;
      for (const mount of mounts(value)) {
        hasRoot ||= mount.mountpoint === '/';
        yield* tooSmall(node, mount);
      }
      if (hasRoot) continue;
      yield {
        message: value === none ? 'nodes have no storage, such as this one' : 'no filesystem is mounted at /',
        advice: 'Add a partition or a logical volume with mountpoint "/".',
        at: placeOf(node, 'storage'),
      };
    }
  },
};

function* tooSmall(node: DesignedNode, { mountpoint, size, path }: Mount): Iterable<Problem> {
  const wanted = enough[mountpoint];
  const amount = size === undefined ? undefined : parseSize(size);
  if (wanted === undefined || !amount || amount.grows || amount.amount.unit !== 'bytes') return;
  if (amount.amount.value >= wanted) return;
  yield {
    level: 'warning',
    message: `${mountpoint} has less than ${wanted / gigabyte} GB, which is little for an operating system`,
    advice: 'Give it more, unless the image is known to fit.',
    at: placeOf(node, ...path, 'size'),
  };
}
