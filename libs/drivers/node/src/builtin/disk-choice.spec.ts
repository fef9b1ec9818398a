import type { DeviceSelector, EffectiveDevice, InventoryDisk } from '@drydock/contracts';
import { DriverError } from '@drydock/driver';
import { describe, expect, it } from 'vitest';
import { chooseDisks } from './disk-choice.js';

const disk = (name: string, more: Partial<InventoryDisk> = {}): InventoryDisk => ({
  name,
  serial: `SERIAL-${name}`,
  wwn: null,
  hctl: null,
  byPath: null,
  sizeBytes: 480e9,
  rotational: false,
  ...more,
});
const device = (name: string, selector?: DeviceSelector): EffectiveDevice => ({ name, labels: {}, selector });
const refusal = (act: () => unknown): DriverError => {
  try {
    act();
  } catch (error) {
    if (error instanceof DriverError) return error;
  }
  throw new Error('It was not refused.');
};
const found = (all: readonly InventoryDisk[], names: readonly (readonly [string, string])[] = []) => ({
  disks: all,
  kernelNames: new Map(names),
});
const disks = [disk('sda', { wwn: '0x5000' }), disk('sdb', { rotational: true, sizeBytes: 4e12, hctl: '1:0:0:0' })];

describe('a device of the design', () => {
  it.each<[string, DeviceSelector | undefined, string]>([
    ['bootdisk', { serial: 'SERIAL-sda' }, 'SERIAL-sda'],
    ['bootdisk', { wwn: '0x5000' }, 'SERIAL-sda'],
    ['datadisk', { hctl: '1:0:0:0' }, 'SERIAL-sdb'],
    ['datadisk', { rotational: true, minSizeBytes: 1e12 }, 'SERIAL-sdb'],
    ['datadisk', { minSizeBytes: 4e12, maxSizeBytes: 5e12 - 1 }, 'SERIAL-sdb'],
    ['sda', undefined, 'SERIAL-sda'],
    ['/dev/sdb', undefined, 'SERIAL-sdb'],
  ])('%s by %j is the disk %s', (alias, selector, serial) => {
    expect(chooseDisks([device(alias, selector)], found(disks))).toMatchObject([{ alias, serial }]);
  });

  it('that no disk fits is refused, naming the disks that there are', () => {
    const { kind, message, evidence } = refusal(() => chooseDisks([device('nvme0n1')], found(disks)));
    expect([kind, message]).toEqual(['rejected', expect.stringContaining('no disk fits')]);
    expect(evidence.join()).toContain('SERIAL-sda');
  });

  it('that two disks fit is refused, naming both', () => {
    const twins = [disk('sda'), disk('sdb')];
    const { message } = refusal(() => chooseDisks([device('bootdisk', { rotational: false })], found(twins)));
    expect(message).toContain('SERIAL-sda');
    expect(message).toContain('SERIAL-sdb');
  });

  it('is refused when its disk is another device already', () => {
    const twice = [device('bootdisk', { serial: 'SERIAL-sda' }), device('sda')];
    expect(refusal(() => chooseDisks(twice, found(disks))).message).toContain('are both the disk sda');
  });

  const bus = { busType: 'scsi', address: '2:0.0.0' };
  it('that is named by where it is plugged in is the one that was found there, whatever its alias', () => {
    const named = chooseDisks([device('sda', { bus })], found(disks, [['sda', 'sdb']]));
    expect(named).toEqual([{ alias: 'sda', name: 'sdb', serial: 'SERIAL-sdb', wwn: null }]);
  });

  it('that nothing was found for is the disk with its name, and else refused', () => {
    expect(chooseDisks([device('sda', { bus })], found(disks))).toMatchObject([{ name: 'sda' }]);
    expect(refusal(() => chooseDisks([device('bootdisk', { bus })], found(disks))).message).toContain('no disk fits');
  });
});
