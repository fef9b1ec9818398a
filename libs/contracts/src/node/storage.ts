import { IsArray, IsBoolean, IsInt, IsOptional, IsString, Min } from 'class-validator';
import { IsStringMap, Nested, NestedList } from '../fields.js';
import { BusAddress } from './device.js';

export class EffectiveFilesystem {
  @IsOptional() @IsString() mountpoint: string | null;
  @IsString() fstype: string;
  @IsString() mountOptions: string;
  @IsOptional() @IsString() uuid?: string;
  @IsOptional() @IsString() label?: string;
}

export class EffectivePartition {
  @IsString() name: string;
  /** Drydock's grammar: `20g`, `>10GiB`, `50%`. */
  @IsString() size: string;
  @IsOptional() @IsString() uuid?: string;
  @IsOptional() @IsBoolean() bootable?: boolean;
  @IsOptional() @IsString() volumeGroup?: string;
  @IsOptional() @Nested(() => EffectiveFilesystem) filesystem?: EffectiveFilesystem;
}

/** Which disk is meant. All that is given must hold, for exactly one disk. */
export class DeviceSelector {
  @IsOptional() @IsString() wwn?: string;
  @IsOptional() @IsString() serial?: string;
  @IsOptional() @IsString() byPath?: string;
  @IsOptional() @IsString() hctl?: string;
  @IsOptional() @IsInt() @Min(1) minSizeBytes?: number;
  @IsOptional() @IsInt() @Min(1) maxSizeBytes?: number;
  @IsOptional() @IsBoolean() rotational?: boolean;
  /** Needs what lshw says of the node; where that names no device, a disk with the kernel name of the alias is taken. */
  @IsOptional() @Nested(() => BusAddress) bus?: BusAddress;
}

/** A disk: wholly one volume group's, or partitioned. */
export class EffectiveDevice {
  /** Alias or kernel name. */
  @IsString() name: string;
  @IsOptional() @Nested(() => DeviceSelector) selector?: DeviceSelector;
  @IsStringMap() labels: Record<string, string>;
  @IsOptional() @IsString() volumeGroup?: string;
  @IsOptional() @NestedList(() => EffectivePartition) partitions?: EffectivePartition[];
}

export class EffectiveLogicalVolume {
  @IsString() name: string;
  @IsString() size: string;
  @IsOptional() @IsString() uuid?: string;
  @IsOptional() @Nested(() => EffectiveFilesystem) filesystem?: EffectiveFilesystem;
}

export class EffectiveVolumeGroup {
  @IsString() name: string;
  @IsOptional() @IsString() uuid?: string;
  @NestedList(() => EffectiveLogicalVolume) logicalVolumes: EffectiveLogicalVolume[];
}

export class EffectiveStorage {
  @NestedList(() => EffectiveDevice) devices: EffectiveDevice[];
  @NestedList(() => EffectiveVolumeGroup) volumeGroups: EffectiveVolumeGroup[];
}

export class ApplyNodeStorageParameters {
  @Nested(() => EffectiveStorage) storage: EffectiveStorage;
}

export class ChosenDisk {
  @IsString() alias: string;
  /** Its kernel name when it was chosen. */
  @IsOptional() @IsString() name?: string;
  @IsOptional() @IsString() serial: string | null;
  @IsOptional() @IsString() wwn: string | null;
}

export class ApplyNodeStorageResult {
  @IsBoolean() changed: boolean;
  @NestedList(() => ChosenDisk) devices: ChosenDisk[];
  /** Disks whose content the deployment will replace. */
  @IsArray() @IsString({ each: true }) destroys: string[];
}
