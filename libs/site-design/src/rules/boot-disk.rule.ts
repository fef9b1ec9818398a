import type { StorageData } from '../schemas/storage.js';
import { entriesOf, placeOf, type DesignedNode } from '../site-model.js';
import { mounts } from './mounts.js';
import type { Problem, Rule } from './rule.js';

/** What the firmware or the boot loader reads before the system runs, in the order that decides where a node starts from. */
const readAtStart = ['/boot/efi', '/boot', '/'];

export const bootDisk: Rule = {
  id: 'DD0205',
  aliases: [],
  title: 'The disk to boot from',
  *check(model) {
    for (const { node, value } of model.distinct.storage) {
      yield* labelled(node, value);
      yield* firmwarePartition(node, value);
    }
  },
};

function* labelled(node: DesignedNode, storage: StorageData): Iterable<Problem> {
  const devices = entriesOf(storage.physical_devices);
  const marked = devices.filter(([, { labels }]) => isTrue(labels?.['bootdrive'])).map(([name]) => name);
  const [first, ...others] = marked;
  if (first === undefined) return;
  for (const other of others) {
    yield {
      level: 'warning',
      message: `both ${first} and ${other} have the label bootdrive`,
      advice: 'Leave it on the disk that nodes start from.',
      at: placeOf(node, 'storage', 'physical_devices', other, 'labels', 'bootdrive'),
    };
  }
  const all = [...mounts(storage)];
  const read = readAtStart.map((mountpoint) => all.find((mount) => mount.mountpoint === mountpoint)).find(Boolean);
  // Where a logical volume lies is not known here.
  if (read === undefined || read.device === null || marked.includes(read.device)) return;
  yield {
    level: 'warning',
    message: `${first} has the label bootdrive, but ${read.mountpoint} is on ${read.device}`,
    advice: 'Move the label, or the partition.',
    at: placeOf(node, 'storage', 'physical_devices', first, 'labels', 'bootdrive'),
  };
}

function* firmwarePartition(node: DesignedNode, storage: StorageData): Iterable<Problem> {
  for (const { mountpoint, device, path } of mounts(storage)) {
    if (mountpoint !== '/boot/efi' || device !== null) continue;
    yield {
      level: 'warning',
      message: '/boot/efi is on a logical volume, which firmware cannot read',
      advice: 'Put it on a partition with fstype vfat.',
      at: placeOf(node, ...path, 'filesystem', 'mountpoint'),
    };
  }
}

const isTrue = (label: string | number | boolean | undefined): boolean => String(label ?? '').toLowerCase() === 'true';
