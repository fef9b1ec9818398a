import type { EffectiveDevice, EffectiveStorage } from '@drydock/contracts';

/** The device that the image is written to: the one that holds `/`, as a partition or by its volume group, or is marked bootable; the only one where there is one. */
export function imageDevice({ devices, volumeGroups }: EffectiveStorage): string | undefined {
  const mounted = (device: EffectiveDevice, mountpoint: string) =>
    device.partitions?.some(({ filesystem }) => filesystem?.mountpoint === mountpoint) ?? false;
  const rootGroup = volumeGroups.find(({ logicalVolumes }) =>
    logicalVolumes.some(({ filesystem }) => filesystem?.mountpoint === '/'),
  )?.name;
  const holdsGroup = (device: EffectiveDevice) =>
    rootGroup !== undefined &&
    (device.volumeGroup === rootGroup ||
      (device.partitions?.some(({ volumeGroup }) => volumeGroup === rootGroup) ?? false));
  const chosen =
    devices.find((device) => device.partitions?.some(({ bootable }) => bootable === true)) ??
    devices.find((device) => mounted(device, '/boot')) ??
    devices.find((device) => mounted(device, '/')) ??
    devices.find(holdsGroup) ??
    (devices.length === 1 ? devices[0] : undefined);
  return chosen?.name;
}
