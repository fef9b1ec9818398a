import type { FilesystemData, StorageData } from '../schemas/storage.js';
import { entriesOf } from '../site-model.js';

/** A filesystem of a node that is mounted somewhere. */
export interface Mount {
  readonly mountpoint: string;
  readonly size: string | undefined;
  /** The disk of its partition; null for a logical volume. */
  readonly device: string | null;
  /** Where the partition or volume is written. */
  readonly path: readonly string[];
}

/** The filesystems on partitions and logical volumes that are mounted somewhere. */
export function* mounts(storage: StorageData): Iterable<Mount> {
  for (const [device, { partitions = [] }] of entriesOf(storage.physical_devices)) {
    for (const { name, size, filesystem } of partitions) {
      const mountpoint = mountpointOf(filesystem);
      if (mountpoint === null) continue;
      yield { mountpoint, size, device, path: ['storage', 'physical_devices', device, 'partitions', name] };
    }
  }
  for (const [group, { logical_volumes: volumes = [] }] of entriesOf(storage.volume_groups)) {
    for (const { name, size, filesystem } of volumes) {
      const mountpoint = mountpointOf(filesystem);
      if (mountpoint === null) continue;
      yield { mountpoint, size, device: null, path: ['storage', 'volume_groups', group, 'logical_volumes', name] };
    }
  }
}

function mountpointOf(filesystem: FilesystemData | undefined): string | null {
  const mountpoint = filesystem?.mountpoint;
  return mountpoint === undefined || mountpoint === 'none' || mountpoint === 'swap' ? null : mountpoint;
}
