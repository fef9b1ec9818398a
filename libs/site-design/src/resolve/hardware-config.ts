import type { HardwareConfig } from '@drydock/contracts';
import type { NodeBootMode } from '../effective.js';
import type { HardwareProfileData } from '../schemas/hardware-profile.js';

export const bootModeOf = (data: HardwareProfileData): NodeBootMode | null =>
  data.boot_mode === undefined ? null : data.boot_mode === 'uefi' ? 'uefi' : 'legacy';

export const hardwareConfigOf = (name: string, data: HardwareProfileData): HardwareConfig => ({
  name,
  ...(data.firmware === undefined ? {} : { firmware: data.firmware.map(firmwareOf) }),
  ...(data.bios_settings === undefined ? {} : { biosSettings: { ...data.bios_settings } }),
  ...(data.raid === undefined ? {} : { raid: { volumes: data.raid.volumes.map(volumeOf) } }),
  ...(data.drivers === undefined ? {} : { drivers: data.drivers.map((driver) => ({ ...driver })) }),
});

const firmwareOf = ({
  allow_downgrade: allowDowngrade,
  ...file
}: NonNullable<HardwareProfileData['firmware']>[number]) => ({
  ...file,
  ...(allowDowngrade === undefined ? {} : { allowDowngrade }),
});

const volumeOf = ({
  size_gb: sizeGb,
  disks,
  ...volume
}: NonNullable<HardwareProfileData['raid']>['volumes'][number]) => ({
  ...volume,
  ...(disks === undefined ? {} : { disks: [...disks] }),
  ...(sizeGb === undefined ? {} : { sizeGb }),
});
