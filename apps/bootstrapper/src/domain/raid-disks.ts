import type { HardwareConfig } from '@drydock/contracts';

/** The profile with what its RAID disks are called on a node, as far as that is known, in place of what the design calls them. */
export function withDiskNames(
  { raid, ...profile }: HardwareConfig,
  names: Readonly<Record<string, string>>,
): HardwareConfig {
  if (raid === undefined) return profile;
  const nameOf = (disk: string): string => (Object.hasOwn(names, disk) ? (names[disk] ?? disk) : disk);
  const volumes = raid.volumes.map(({ disks, ...volume }) => ({
    ...volume,
    ...(disks === undefined ? {} : { disks: disks.map(nameOf) }),
  }));
  return { ...profile, raid: { volumes } };
}
