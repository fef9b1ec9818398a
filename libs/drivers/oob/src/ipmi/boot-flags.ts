import type { BootDevice, BootMode } from '@drydock/contracts';

/** What a start is to boot from. */
export interface WantedBoot {
  readonly device: BootDevice;
  readonly once: boolean;
  readonly mode?: BootMode;
}

/** Boot flags (IPMI 2.0, table 28-14, parameter 5): the first two of their five bytes; the others stay 0. */
export interface BootFlags {
  readonly flags: number;
  readonly selector: number;
}

const valid = 0x80;
const persistent = 0x40;
const efi = 0x20;

/** Bits 5 to 2 of the second byte. */
const selectors: Readonly<Partial<Record<BootDevice, number>>> = {
  none: 0x00,
  pxe: 0x04,
  disk: 0x08,
  cdrom: 0x14,
  'bios-setup': 0x18,
  usb: 0x3c,
};
/** Supermicro has its own for disks that are booted by UEFI. */
export const supermicroUefiDisk = 0x24;
const selectorBits = 0x3c;

export const settableDevices = Object.keys(selectors);

/** Undefined for a device that IPMI has no word for. */
export function flagsFor({ device, once, mode }: WantedBoot, diskSelector = selectors.disk): BootFlags | undefined {
  const selector = device === 'disk' ? diskSelector : selectors[device];
  if (selector === undefined) return undefined;
  const lasts = once || device === 'none' ? 0 : persistent;
  return { flags: valid | lasts | (mode === 'uefi' ? efi : 0), selector };
}

export const isValid = ({ flags }: BootFlags): boolean => (flags & valid) !== 0;
export const isPersistent = ({ flags }: BootFlags): boolean => (flags & persistent) !== 0;
export const modeOf = (shown: BootFlags): BootMode | null =>
  !isValid(shown) ? null : (shown.flags & efi) !== 0 ? 'uefi' : 'legacy';

export function deviceOf({ selector }: BootFlags): BootDevice | null {
  const bits = selector & selectorBits;
  if (bits === supermicroUefiDisk) return 'disk';
  const found = Object.entries(selectors).find(([, value]) => value === bits)?.[0];
  return bootDeviceNamed(found);
}

const bootDeviceNamed = (name: string | undefined): BootDevice | null => {
  const known: readonly BootDevice[] = ['none', 'pxe', 'disk', 'cdrom', 'bios-setup', 'usb'];
  return known.find((one) => one === name) ?? null;
};

export const sameSelector = (one: BootFlags, other: BootFlags): boolean =>
  (one.selector & selectorBits) === (other.selector & selectorBits);

export const byteOf = (value: number): string => `0x${value.toString(16).padStart(2, '0')}`;

/** The answer to Get System Boot Options, parameter 5: version, parameter, then the flags. Undefined when it is none. */
export function parseBootFlags(answer: string): BootFlags | undefined {
  const bytes = answer
    .trim()
    .split(/\s+/)
    .map((byte) => Number.parseInt(byte, 16));
  const [, parameter = 0, flags, selector] = bytes;
  // Its first bit says that the parameter is locked.
  if ((parameter & 0x7f) !== 5 || flags === undefined || selector === undefined) return undefined;
  return Number.isNaN(flags) || Number.isNaN(selector) ? undefined : { flags, selector };
}
