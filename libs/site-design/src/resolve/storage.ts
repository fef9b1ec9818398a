import type {
  DeviceSelector,
  EffectiveDevice,
  EffectiveFilesystem,
  EffectiveLogicalVolume,
  EffectivePartition,
  EffectiveStorage,
} from '@drydock/contracts';
import type { DeviceData, FilesystemData, LogicalVolumeData, PartitionData, StorageData } from '../schemas/storage.js';
import { entriesOf } from '../site-model.js';
import { diskSelector, type DeviceAliases } from './devices.js';
import { labelsOf } from './labels.js';

export const effectiveStorage = (storage: StorageData, aliases: DeviceAliases): EffectiveStorage => ({
  devices: entriesOf(storage.physical_devices).map(([name, data]) => ({
    name,
    ...selected(diskSelector(name, data.selector, aliases)),
    ...contentOf(data),
  })),
  volumeGroups: entriesOf(storage.volume_groups).map(([name, { vg_uuid: uuid, logical_volumes: volumes = [] }]) => ({
    name,
    ...(uuid === undefined ? {} : { uuid }),
    logicalVolumes: volumes.map(logicalVolumeOf),
  })),
});

const selected = (selector: DeviceSelector | undefined) => (selector === undefined ? {} : { selector });

const contentOf = ({
  labels,
  volume_group: group,
  partitions,
}: DeviceData): Omit<EffectiveDevice, 'name' | 'selector'> => ({
  labels: labelsOf(labels),
  ...(group === undefined ? {} : { volumeGroup: group }),
  ...(partitions === undefined ? {} : { partitions: partitions.map(partitionOf) }),
});

const partitionOf = (data: PartitionData): EffectivePartition => ({
  name: data.name,
  size: data.size ?? '',
  ...(data.part_uuid === undefined ? {} : { uuid: data.part_uuid }),
  ...(data.bootable === undefined ? {} : { bootable: data.bootable }),
  ...(data.volume_group === undefined ? {} : { volumeGroup: data.volume_group }),
  ...(data.filesystem === undefined ? {} : { filesystem: filesystemOf(data.filesystem) }),
});

const logicalVolumeOf = (data: LogicalVolumeData): EffectiveLogicalVolume => ({
  name: data.name,
  size: data.size ?? '',
  ...(data.lv_uuid === undefined ? {} : { uuid: data.lv_uuid }),
  ...(data.filesystem === undefined ? {} : { filesystem: filesystemOf(data.filesystem) }),
});

const filesystemOf = (data: FilesystemData): EffectiveFilesystem => ({
  mountpoint: data.mountpoint ?? null,
  fstype: data.fstype ?? 'ext4',
  mountOptions: data.mount_options ?? 'defaults',
  ...(data.fs_uuid === undefined ? {} : { uuid: data.fs_uuid }),
  ...(data.fs_label === undefined ? {} : { label: data.fs_label }),
});
