import { boolean, object, pattern, string } from './schema.js';

/** Which disk is meant, by what it is. All that is given must hold, for exactly one disk. */
export interface SelectorData {
  readonly wwn?: string;
  readonly serial?: string;
  readonly path?: string;
  readonly hctl?: string;
  readonly size?: string;
  readonly rotational?: boolean;
}

export const selectorSchema = object('which disk is meant; all that is given must hold, for exactly one disk', {
  wwn: string('World Wide Name, such as 0x5000c500a1b2c3d4'),
  serial: string('serial number'),
  path: string('its name in /dev/disk/by-path, such as pci-0000:00:1f.2-ata-1'),
  hctl: string('SCSI host, channel, target and LUN, such as 0:0:0:0'),
  size: pattern(
    '^(!|(>=)?[0-9]{1,15}([mgt](b|ib|i)?|[MGT](B|iB|i)?))$',
    'so many whole megabytes, gigabytes or terabytes, such as 480g; with >= that or more',
  ),
  rotational: boolean('true for disks that turn, false for flash'),
});
