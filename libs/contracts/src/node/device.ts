import { IsString } from 'class-validator';

/** Where a device is plugged in, as lshw tells it: `pci` and `0000:18:00.0`, `scsi` and `2:0.0.0`. */
export class BusAddress {
  @IsString() busType: string;
  /** For interfaces also `regexp:` and a pattern for the beginning of a PCI address. */
  @IsString() address: string;
}

/** What the design calls a device, and where it is plugged in. */
export class DeviceAlias extends BusAddress {
  @IsString() name: string;
}
