import type { FilesystemData, StorageData } from '../schemas/storage.js';
import { entriesOf } from '../site-model.js';

/** A filesystem of a node, and where it is written. */
export interface Mount {
  readonly mountpoint: string;
  readonly path: readonly string[];
}

/** The filesystems on partitions and logical volumes that are mounted somewhere. */
export function* mounts(storage: StorageData): Iterable<Mount> {
  for (const [device, { partitions = [] }] of entriesOf(storage.physical_devices)) {
    const path = ['storage', 'physical_devices', device, 'partitions'];
    for (const { name, filesystem } of partitions) yield* mount(filesystem, [...path, name]);
  }
  for (const [group, { logical_volumes: volumes = [] }] of entriesOf(storage.volume_groups)) {
    const path = ['storage', 'volume_groups', group, 'logical_volumes'];
    for (const { name, filesystem } of volumes) yield* mount(filesystem, [...path, name]);
  }
}

function* mount(filesystem: FilesystemData | undefined, path: readonly string[]): Iterable<Mount> {
  const mountpoint = filesystem?.mountpoint;
  if (mountpoint === undefined || mountpoint === 'none' || mountpoint === 'swap') return;
  yield { mountpoint, path: [...path, 'filesystem', 'mountpoint'] };
}
