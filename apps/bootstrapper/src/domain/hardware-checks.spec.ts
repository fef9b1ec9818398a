import type { HardwareCheck, NodeInventory } from '@drydock/contracts';
import { describe, expect, it } from 'vitest';
import { checkHardware, failedChecks } from './hardware-checks.js';

const inventory: NodeInventory = {
  cpu: { count: 8, model: 'Simulated' },
  memory: { totalMiB: 16 * 1024 },
  interfaces: [{ name: 'nic0', mac: '52:54:00:01:01:00', lldp: null }],
  disks: [{ name: 'sda', serial: 'S1', wwn: null, hctl: null, byPath: null, sizeBytes: 1e9, rotational: false }],
};
const check = (fact: string, asked: Partial<HardwareCheck>) =>
  checkHardware({ name: fact, fact, ...asked }, { inventory, biosVersion: '1.8.2' });

describe('a hardware check', () => {
  it.each<[string, Partial<HardwareCheck>, boolean]>([
    ['cpu-count', { atLeast: 8 }, true],
    ['cpu-count', { atLeast: 9 }, false],
    ['memory-gib', { atLeast: 16 }, true],
    ['memory-gib', { atLeast: 17 }, false],
    ['disk-count', { equals: '1' }, true],
    ['interface-count', { atLeast: 2 }, false],
    ['bios-version', { equals: '1.8.2' }, true],
    ['bios-version', { equals: '1.9.0' }, false],
  ])('of %s %j: %s', (fact, asked, verified) => {
    expect(check(fact, asked).verified).toBe(verified);
  });

  it('does not hold when the fact is not known', () => {
    const asked = { name: 'bios', fact: 'bios-version', equals: '1' };
    expect(checkHardware(asked, { inventory, biosVersion: null })).toMatchObject({ verified: false, after: null });
  });

  it('that fails is told with what was asked for and what was found', () => {
    expect(failedChecks([check('cpu-count', { atLeast: 9 }), check('disk-count', { atLeast: 1 })])).toEqual([
      'cpu-count: asked for cpu-count at least 9, found 8',
    ]);
  });
});
