import {
  boolean,
  choice,
  integer,
  labels,
  listOf,
  mapOf,
  number,
  object,
  sha256,
  string,
  strings,
  url,
  type Schema,
} from './schema.js';

export interface DeviceAliasData {
  readonly address?: string;
  readonly bus_type?: string;
  readonly dev_type?: string;
}

export interface HardwareProfileData {
  readonly boot_mode?: 'bios' | 'uefi';
  readonly bootstrap_protocol?: 'pxe' | 'usb' | 'hdd';
  readonly device_aliases?: Readonly<Record<string, DeviceAliasData>>;
  readonly cpu_sets?: Readonly<Record<string, string>>;
  readonly hugepages?: Readonly<Record<string, { readonly size: string; readonly count: number }>>;
  readonly firmware?: readonly {
    readonly component: string;
    readonly version: string;
    readonly url?: string;
    readonly sha256?: string;
    readonly allow_downgrade?: boolean;
  }[];
  readonly bios_settings?: Readonly<Record<string, string | number | boolean>>;
  readonly raid?: {
    readonly volumes: readonly {
      readonly name: string;
      readonly level: string;
      readonly disks?: readonly string[];
      readonly size_gb?: number;
    }[];
  };
  readonly drivers?: readonly {
    readonly name: string;
    readonly version?: string;
    readonly url?: string;
    readonly sha256?: string;
  }[];
}

const download = { url: url('where the file is'), sha256: sha256('of the file') };

export const hardwareProfileSchema: Schema = object({
  vendor: string('for people'),
  generation: string('for people'),
  hw_version: string('for people'),
  bios_version: string('for people'),
  boot_mode: choice('how nodes start', 'bios', 'uefi'),
  bootstrap_protocol: choice('what nodes boot from when they are deployed; default pxe', 'pxe', 'usb', 'hdd'),
  pxe_interface: number('for people'),
  device_aliases: mapOf(
    object({
      address: string('on the bus'),
      bus_type: string('such as pci or scsi'),
      dev_type: string('for people'),
    }),
    'names for devices by where they are plugged in',
  ),
  cpu_sets: mapOf(string('CPU list, such as 2-7'), 'for kernel parameters: hardwareprofile:cpuset.<name>'),
  hugepages: mapOf(
    object({ size: string('such as 1G'), count: integer(0, Number.MAX_SAFE_INTEGER, 'how many') }, 'size', 'count'),
    'for kernel parameters: hardwareprofile:hugepages.<name>.size and .count',
  ),
  firmware: listOf(
    object(
      {
        component: string('such as BIOS'),
        version: string('the version it should have'),
        ...download,
        allow_downgrade: boolean('whether an older version may replace a newer one; default false'),
      },
      'component',
      'version',
    ),
    'firmware that nodes should have',
  ),
  bios_settings: labels('BIOS settings by the name that the BMC gives them'),
  raid: object(
    {
      volumes: listOf(
        object(
          {
            name: string('of the volume'),
            level: choice('RAID level', '0', '1', '5', '6', '10', '50', '60', 'jbod'),
            disks: strings('device aliases'),
            size_gb: integer(1, Number.MAX_SAFE_INTEGER, 'gigabytes; default: all there is'),
          },
          'name',
          'level',
        ),
        'volumes',
      ),
    },
    'volumes',
  ),
  drivers: listOf(
    object({ name: string('of the package'), version: string('of the package'), ...download }, 'name'),
    'drivers to install',
  ),
});
