import { selectorSchema, type SelectorData } from './device-selector.js';
import { boolean, labels, listOf, mapOf, object, open, orNull, string, type Schema } from './schema.js';

type Labels = Readonly<Record<string, string | number | boolean>>;

export interface FilesystemData {
  readonly mountpoint?: string;
  readonly fstype?: string;
  readonly mount_options?: string;
  readonly fs_uuid?: string;
  readonly fs_label?: string;
}

export interface PartitionData {
  readonly name: string;
  readonly size?: string;
  readonly part_uuid?: string;
  readonly bootable?: boolean;
  readonly labels?: Labels;
  readonly volume_group?: string;
  readonly filesystem?: FilesystemData;
}

export interface DeviceData {
  readonly selector?: SelectorData;
  readonly labels?: Labels;
  readonly volume_group?: string;
  readonly partitions?: readonly PartitionData[];
}

export interface LogicalVolumeData {
  readonly name: string;
  readonly lv_uuid?: string;
  readonly size?: string;
  readonly filesystem?: FilesystemData;
}

export interface VolumeGroupData {
  readonly vg_uuid?: string;
  readonly logical_volumes?: readonly LogicalVolumeData[];
}

export interface StorageData {
  /** null removes an inherited one, as in the field after it. */
  readonly physical_devices?: Readonly<Record<string, DeviceData | null>>;
  readonly volume_groups?: Readonly<Record<string, VolumeGroupData | null>>;
}

const filesystem = orNull(
  object('what it is formatted with; null removes an inherited one', {
    mountpoint: string('where it is mounted; left out: nowhere'),
    fstype: string('default ext4'),
    mount_options: string('as in fstab; default defaults'),
    fs_uuid: string('UUID that it gets'),
    fs_label: string('label that it gets'),
  }),
);

const size = string('such as 20g, >10GiB (that and all the rest) or 50%');

const partition = object(
  'a partition; without filesystem and volume group it is left raw',
  {
    name: string('of the partition'),
    size,
    part_uuid: string('UUID that it gets'),
    bootable: boolean('whether the firmware starts from it'),
    labels: labels('accepted and not used'),
    volume_group: string('the volume group that it belongs to; then it has no filesystem'),
    filesystem,
  },
  'name',
);

const logicalVolume = open(
  object(
    'a logical volume',
    { name: string('of the volume'), lv_uuid: string('UUID that it gets'), size, filesystem },
    'name',
  ),
);

export const storageSchema: Schema = open(
  object('disks, and what is on them', {
    physical_devices: mapOf(
      orNull(
        open(
          object('a disk; null removes an inherited one', {
            selector: selectorSchema,
            labels: labels('labels, passed on to the driver'),
            volume_group: string('the volume group that the whole disk belongs to'),
            partitions: listOf(partition, 'partitions, in the order that they have on the disk'),
          }),
        ),
      ),
      'disks by device alias or kernel name',
    ),
    volume_groups: mapOf(
      orNull(
        open(
          object('an LVM volume group; null removes an inherited one', {
            vg_uuid: string('UUID that it gets'),
            logical_volumes: listOf(logicalVolume, 'its volumes'),
          }),
        ),
      ),
      'LVM volume groups by name',
    ),
  }),
);
