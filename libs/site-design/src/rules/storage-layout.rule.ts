import type { StorageData } from '../schemas/storage.js';
import { entriesOf, placeOf, type DesignedNode } from '../site-model.js';
import type { Place, Problem, Rule } from './rule.js';

export const storageLayout: Rule = {
  id: 'DD0201',
  aliases: ['DD2002'],
  title: 'Storage partitioning',
  fixed: 'what becomes of the disks would be a guess',
  *check(model) {
    for (const { node, value } of model.distinct.storage) {
      yield* devices(node, value);
      yield* volumeGroups(node, value);
    }
  },
};

function* devices(node: DesignedNode, storage: StorageData): Iterable<Problem> {
  for (const [name, device] of entriesOf(storage.physical_devices)) {
    const partitioned = device.partitions !== undefined && device.partitions.length > 0;
    if (partitioned === (device.volume_group !== undefined)) {
      yield {
        message: `the device ${name} must have either a volume group or partitions`,
        advice: partitioned
          ? 'Remove one of the two.'
          : 'Add partitions, or the volume group that the whole disk is for.',
        at: placeOf(node, 'storage', 'physical_devices', name),
      };
    }
    const seen = new Set<string>();
    for (const partition of device.partitions ?? []) {
      const place = (): Place => placeOf(node, 'storage', 'physical_devices', name, 'partitions', partition.name);
      if (partition.filesystem !== undefined && partition.volume_group !== undefined) {
        yield {
          message: `the partition ${partition.name} of ${name} cannot have a filesystem and belong to a volume group`,
          advice: 'Remove one of the two.',
          at: place(),
        };
      }
      // They are told apart by their order; what inherits from here changes both.
      if (seen.has(partition.name)) yield { ...twice('partition', partition.name, place()), level: 'warning' };
      seen.add(partition.name);
    }
  }
}

function* volumeGroups(node: DesignedNode, storage: StorageData): Iterable<Problem> {
  const groups = new Map(entriesOf(storage.volume_groups));
  const provided = new Map<string, readonly string[]>();
  for (const [name, { volume_group: group, partitions = [] }] of entriesOf(storage.physical_devices)) {
    if (group !== undefined) provided.set(group, [name, 'volume_group']);
    for (const partition of partitions) {
      if (partition.volume_group === undefined) continue;
      provided.set(partition.volume_group, [name, 'partitions', partition.name, 'volume_group']);
    }
  }
  for (const [name, path] of provided) {
    if (groups.has(name)) continue;
    yield {
      level: 'warning',
      message: `the volume group ${name} is given a disk, but is not described`,
      advice: 'Add it to volume_groups, or correct the name.',
      at: placeOf(node, 'storage', 'physical_devices', ...path),
    };
  }
  for (const [name, { logical_volumes: volumes = [] }] of groups) {
    if (!provided.has(name)) {
      yield {
        message: `the volume group ${name} has no physical volume`,
        advice: 'Name it in volume_group of a device or of a partition.',
        at: placeOf(node, 'storage', 'volume_groups', name),
      };
    }
    const seen = new Set<string>();
    for (const { name: volume } of volumes) {
      if (seen.has(volume)) {
        yield twice(
          'logical volume',
          volume,
          placeOf(node, 'storage', 'volume_groups', name, 'logical_volumes', volume),
        );
      }
      seen.add(volume);
    }
  }
}

const twice = (what: string, name: string, at: Problem['at']): Problem => ({
  message: `the ${what} ${name} is there twice`,
  advice: 'Give each a name of its own.',
  at,
});
