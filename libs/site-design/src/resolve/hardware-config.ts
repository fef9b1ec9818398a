import type { HardwareConfig, Raid } from '@drydock/contracts';
import type { NodeBootMode } from '../effective.js';
import type { HardwareProfileData } from '../schemas/hardware-profile.js';
import { diskSelector, type DeviceAliases } from './devices.js';

export const bootModeOf = (data: HardwareProfileData): NodeBootMode | null =>
  data.boot_mode === undefined ? null : data.boot_mode === 'uefi' ? 'uefi' : 'legacy';

export const hardwareConfigOf = (name: string, data: HardwareProfileData): HardwareConfig => ({
  name,
  ...(data.firmware === undefined ? {} : { firmware: data.firmware.map(firmwareOf) }),
  ...(data.bios_settings === undefined ? {} : { biosSettings: { ...data.bios_settings } }),
  ...(data.raid === undefined ? {} : { raid: raidOf(data.raid, data.device_aliases ?? {}) }),
  ...(data.drivers === undefined ? {} : { drivers: data.drivers.map((driver) => ({ ...driver })) }),
});

const firmwareOf = ({
  allow_downgrade: allowDowngrade,
  ...file
}: NonNullable<HardwareProfileData['firmware']>[number]) => ({
  ...file,
  ...(allowDowngrade === undefined ? {} : { allowDowngrade }),
});

function raidOf({ volumes }: NonNullable<HardwareProfileData['raid']>, aliases: DeviceAliases): Raid {
  const names = new Set(volumes.flatMap(({ disks = [] }) => disks));
  const devices = [...names].flatMap((name) => {
    const selector = diskSelector(name, undefined, aliases);
    return selector === undefined ? [] : [{ name, selector }];
  });
  return { volumes: volumes.map(volumeOf), ...(devices.length > 0 && { devices }) };
}

const volumeOf = ({
  size_gb: sizeGb,
  disks,
  ...volume
}: NonNullable<HardwareProfileData['raid']>['volumes'][number]) => ({
  ...volume,
  ...(disks === undefined ? {} : { disks: [...disks] }),
  ...(sizeGb === undefined ? {} : { sizeGb }),
});
