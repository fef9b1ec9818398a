import type { EffectiveDevice, EffectiveFilesystem, EffectiveStorage } from '@drydock/contracts';
import { describe, expect, it } from 'vitest';
import { imageDevice } from './image-disk.js';

const at = (mountpoint: string): EffectiveFilesystem => ({ mountpoint, fstype: 'ext4', mountOptions: 'defaults' });
const device = (name: string, more: Partial<EffectiveDevice> = {}): EffectiveDevice => ({ name, labels: {}, ...more });
const storage = (devices: EffectiveDevice[]): EffectiveStorage => ({
  devices,
  volumeGroups: [{ name: 'vg0', logicalVolumes: [{ name: 'root', size: '20g', filesystem: at('/') }] }],
});

describe('the image is written to', () => {
  it('the disk with the bootable partition', () => {
    const bootable = device('sdb', { partitions: [{ name: 'boot', size: '1g', bootable: true }] });
    expect(imageDevice(storage([device('sda', { volumeGroup: 'vg0' }), bootable]))).toBe('sdb');
  });

  it('else the disk that holds /', () => {
    const root = device('sdb', { partitions: [{ name: 'root', size: '>20g', filesystem: at('/') }] });
    expect(imageDevice({ devices: [device('sda'), root], volumeGroups: [] })).toBe('sdb');
  });

  it('else the disk of the volume group that holds /', () => {
    expect(imageDevice(storage([device('sda'), device('sdb', { volumeGroup: 'vg0' })]))).toBe('sdb');
    const part = device('sdc', { partitions: [{ name: 'pv', size: '99%', volumeGroup: 'vg0' }] });
    expect(imageDevice(storage([device('sda'), part]))).toBe('sdc');
  });

  it('else the only disk', () => {
    expect(imageDevice({ devices: [device('sda')], volumeGroups: [] })).toBe('sda');
  });

  it('no disk, when the design leaves it open', () => {
    expect(imageDevice({ devices: [device('sda'), device('sdb')], volumeGroups: [] })).toBeUndefined();
  });
});
