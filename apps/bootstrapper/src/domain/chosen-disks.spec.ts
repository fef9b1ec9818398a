import type { InventoryDisk } from '@drydock/contracts';
import { describe, expect, it } from 'vitest';
import { disksToErase, findChosen, missingDisks } from './chosen-disks.js';

const disk = (name: string, serial: string, wwn: string | null = null): InventoryDisk => ({
  name,
  serial,
  wwn,
  hctl: null,
  byPath: null,
  sizeBytes: 1e9,
  rotational: false,
});
const disks = [disk('sda', 'S1', 'W1'), disk('sdb', 'S2')];

describe('a chosen disk', () => {
  it('is found again although the kernel names it otherwise now', () => {
    expect(findChosen({ alias: 'bootdisk', serial: 'S2', wwn: null }, disks)?.name).toBe('sdb');
    expect(findChosen({ alias: 'sdb', serial: 'S1', wwn: 'W1' }, disks)?.name).toBe('sda');
  });

  it('that was replaced by another in the same place is missing', () => {
    const chosen = [{ alias: 'sdb', serial: 'S-OLD', wwn: null }];
    expect(missingDisks(chosen, disks)).toEqual(['sdb (S-OLD)']);
  });

  it('is what an erasure is about, unless all disks are asked for', () => {
    const chosen = [{ alias: 'bootdisk', serial: 'S2', wwn: null }];
    expect(disksToErase('designed', chosen, disks).map(({ name }) => name)).toEqual(['sdb']);
    expect(disksToErase('all-local', chosen, disks)).toHaveLength(2);
  });
});
