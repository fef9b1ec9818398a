import { boolean, labels, listOf, mapOf, object, string, type Schema } from './schema.js';

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

const filesystem = object({
  mountpoint: string('where it is mounted'),
  fstype: string('default ext4'),
  mount_options: string('default defaults'),
  fs_uuid: string('UUID'),
  fs_label: string('label'),
});

const size = string('such as 20g, >10GiB (that and all the rest) or 50%');

const partition = object(
  {
    name: string('of the partition'),
    size,
    part_uuid: string('UUID'),
    bootable: boolean('whether the firmware starts from it'),
    labels: labels('labels'),
    volume_group: string('the volume group that it belongs to; then it has no filesystem'),
    filesystem,
  },
  'name',
);

const logicalVolume: Schema = {
  ...object({ name: string('of the volume'), lv_uuid: string('UUID'), size, filesystem }, 'name'),
  additionalProperties: true,
};

export const storageSchema: Schema = object({
  physical_devices: mapOf(
    {
      ...object({
        labels: labels('labels; bootdrive marks the disk to start from'),
        volume_group: string('the volume group that the whole disk belongs to'),
        partitions: listOf(partition, 'partitions'),
      }),
      type: ['object', 'null'],
    },
    'disks by device alias or kernel name',
  ),
  volume_groups: mapOf(
    {
      ...object({ vg_uuid: string('UUID'), logical_volumes: listOf(logicalVolume, 'volumes') }),
      type: ['object', 'null'],
    },
    'LVM volume groups by name',
  ),
});
