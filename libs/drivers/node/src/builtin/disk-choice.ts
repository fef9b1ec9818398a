import type { ChosenDisk, DeviceSelector, EffectiveDevice, InventoryDisk } from '@drydock/contracts';
import { DriverError } from '@drydock/driver';

/** What was found on a node: its disks, and the kernel names of aliases that say where something is plugged in. */
export interface FoundDisks {
  readonly disks: readonly InventoryDisk[];
  readonly kernelNames: ReadonlyMap<string, string>;
}

/** What the design says of a disk. */
export type DesignedDisk = Pick<EffectiveDevice, 'name' | 'selector'>;

/** The disk that each device of the design is. A device that is no disk or two, and a disk that is two devices, is `rejected`. */
export function chooseDisks(devices: readonly DesignedDisk[], found: FoundDisks): ChosenDisk[] {
  const chosen = devices.map((device) => ({ device, disk: chooseDisk(device, found) }));
  for (const { device, disk } of chosen) {
    const rival = chosen.find((other) => other.disk === disk && other.device !== device);
    if (rival) {
      throw new DriverError('rejected', `${device.name} and ${rival.device.name} are both the disk ${shown(disk)}`, {
        advice: 'Make the selectors of the devices in the design tell the disks apart.',
      });
    }
  }
  return chosen.map(({ device, disk }) => ({
    alias: device.name,
    name: disk.name,
    serial: disk.serial ?? null,
    wwn: disk.wwn ?? null,
  }));
}

function chooseDisk({ name, selector }: DesignedDisk, { disks, kernelNames }: FoundDisks): InventoryDisk {
  const pluggedIn = kernelNames.get(name) ?? name;
  const fitting = selector
    ? disks.filter((disk) => fits(selector, disk) && (!selector.bus || disk.name === pluggedIn))
    : disks.filter((disk) => kernelName(disk.name) === kernelName(name));
  const [first, second] = fitting;
  if (first && !second) return first;
  const asked = selector ? JSON.stringify(selector) : 'its own name';
  const found = fitting.length === 0 ? 'no disk fits' : `${fitting.map(shown).join(' and ')} fit`;
  throw new DriverError('rejected', `the device ${name} must be exactly one disk, and by ${asked} ${found}`, {
    evidence: disks.map((disk) => `found ${shown(disk)}`),
    advice: 'Give the device a selector in the design, such as its serial number or WWN.',
  });
}

function fits(selector: DeviceSelector, disk: InventoryDisk): boolean {
  const { wwn, serial, byPath, hctl, minSizeBytes, maxSizeBytes, rotational } = selector;
  return (
    (wwn === undefined || disk.wwn === wwn) &&
    (serial === undefined || disk.serial === serial) &&
    (byPath === undefined || disk.byPath === byPath) &&
    (hctl === undefined || disk.hctl === hctl) &&
    (minSizeBytes === undefined || disk.sizeBytes >= minSizeBytes) &&
    (maxSizeBytes === undefined || disk.sizeBytes <= maxSizeBytes) &&
    (rotational === undefined || disk.rotational === rotational)
  );
}

const kernelName = (name: string): string => name.replace(/^\/dev\//, '');

/** A disk in words. */
export const shown = ({ name, serial, sizeBytes }: InventoryDisk): string =>
  `${name} (${serial ?? 'no serial number'}, ${Math.round(sizeBytes / 1e9)} GB)`;

/** The name and serial number of a chosen disk as it is found now. */
export const shownChoice = (chosen: Pick<ChosenDisk, 'alias' | 'serial'>, disks: readonly InventoryDisk[]): string => {
  const disk = disks.find(({ serial }) => serial === chosen.serial);
  return disk ? shown(disk) : `${chosen.alias} (${chosen.serial ?? 'no serial number'})`;
};
