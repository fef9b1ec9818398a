import { selectorSchema, type SelectorData } from './device-selector.js';
import {
  boolean,
  choice,
  integer,
  labels,
  listOf,
  mapOf,
  number,
  object,
  open,
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
  readonly selector?: SelectorData;
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
    readonly allow_data_loss?: boolean;
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

export const hardwareProfileSchema: Schema = object('a kind of hardware, and how it is set up before it is deployed', {
  vendor: string('who made it; for people, not used'),
  generation: string('of the hardware; for people, not used'),
  hw_version: string('of the hardware; for people, not used'),
  bios_version: string('for people, not used; firmware says what it should be'),
  boot_mode: choice('how nodes start', 'bios', 'uefi'),
  bootstrap_protocol: choice('what nodes boot from when they are deployed; default pxe', 'pxe', 'usb', 'hdd'),
  pxe_interface: number('for people, not used; attachments and boot_mac say which interface boots'),
  device_aliases: mapOf(
    open(
      object('a device: by where it is plugged in, or, for disks, by what it is', {
        address: string(
          'on the bus, such as 0000:18:00.0 or 2:0.0.0; for interfaces also regexp: and how a PCI address begins',
        ),
        bus_type: string('the bus as lshw names it, such as pci or scsi'),
        dev_type: string('for people, not used'),
        selector: selectorSchema,
      }),
    ),
    'names for devices, for interface members and for disks',
  ),
  cpu_sets: mapOf(string('CPU list, such as 2-7'), 'for kernel parameters: hardwareprofile:cpuset.<name>'),
  hugepages: mapOf(
    open(
      object(
        'huge pages of one size',
        { size: string('as the kernel takes it, such as 1G'), count: integer(0, Number.MAX_SAFE_INTEGER, 'how many') },
        'size',
        'count',
      ),
    ),
    'for kernel parameters: hardwareprofile:hugepages.<name>.size and .count',
  ),
  firmware: listOf(
    object(
      'firmware of one component',
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
    'volumes of the RAID controller',
    {
      allow_data_loss: boolean(
        'whether the disks of a volume that is not as it should be may lose their content; default false',
      ),
      volumes: listOf(
        object(
          'a volume of the RAID controller',
          {
            name: string('of the volume'),
            level: choice('RAID level; jbod: each disk by itself', '0', '1', '5', '6', '10', '50', '60', 'jbod'),
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
    object(
      'a driver package',
      { name: string('of the package'), version: string('of the package; default any'), ...download },
      'name',
    ),
    'drivers to install',
  ),
});
