import type { EffectiveStorage } from '@drydock/contracts';
import { DriverError } from '@drydock/driver';
import { NoSuchSize, sizeIn } from '@drydock/hardware-details';

interface Part {
  readonly name: string;
  readonly size: string;
  readonly volumeGroup?: string;
}

/** Refuses storage whose partitions or volumes are more than its disks hold, before any disk is touched. `sizes`: device → bytes. */
export function refuseTooLarge({ devices, volumeGroups }: EffectiveStorage, sizes: ReadonlyMap<string, number>): void {
  const groups = new Map<string, number>();
  const give = (group: string, bytes: number) => groups.set(group, (groups.get(group) ?? 0) + bytes);
  for (const { name, volumeGroup, partitions = [] } of devices) {
    const total = sizes.get(name) ?? 0;
    if (volumeGroup !== undefined) give(volumeGroup, total);
    for (const { part, bytes } of laidOut(name, total, partitions)) {
      if (part.volumeGroup !== undefined) give(part.volumeGroup, bytes);
    }
  }
  for (const { name, logicalVolumes } of volumeGroups) laidOut(name, groups.get(name) ?? 0, logicalVolumes);
}

/** The parts of a disk or volume group one after another, with their bytes. */
function laidOut<P extends Part>(whole: string, total: number, parts: readonly P[]): { part: P; bytes: number }[] {
  let available = total;
  return parts.map((part) => {
    const bytes = bytesOf(part, whole, { total, available });
    available -= bytes;
    return { part, bytes };
  });
}

function bytesOf({ name, size }: Part, whole: string, { total, available }: { total: number; available: number }) {
  try {
    return sizeIn(total, available, size);
  } catch (cause) {
    if (!(cause instanceof NoSuchSize)) throw cause;
    throw new DriverError('rejected', `${name} does not fit on ${whole}: ${cause.message}`, {
      advice: 'Make it or what stands before it smaller in the design, or choose a larger disk.',
      cause,
    });
  }
}
