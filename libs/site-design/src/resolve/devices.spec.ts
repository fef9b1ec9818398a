import { describe, expect, it } from 'vitest';
import { nodeWith, type Change, type Spot } from '../testing/small-site.js';

const base = (...path: string[]): Spot => ['HostProfile/base', ...path];
const alias = (name: string, value: object): Change => [['HardwareProfile/hw', 'device_aliases', name], value];
const disk = { partitions: [{ name: 'root', size: '30g', filesystem: { mountpoint: '/' } }] };

function selectorWith(...changes: readonly Change[]): object | undefined {
  const { storage } = nodeWith('n1', [base('storage', 'physical_devices'), { boot: disk }], ...changes).storage;
  expect(storage.devices.map(({ name }) => name)).toEqual(['boot']);
  return storage.devices[0]?.selector;
}

describe('a disk of the design', () => {
  it('that neither says anything nor has an alias is named by the kernel', () => {
    expect(selectorWith()).toBeUndefined();
    expect(selectorWith(alias('other', { address: '2:0.0.0', bus_type: 'scsi' }))).toBeUndefined();
  });

  it('is where its alias says that it is plugged in', () => {
    expect(selectorWith(alias('boot', { address: '2:0.0.0', bus_type: 'scsi', dev_type: 'SSD' }))).toEqual({
      bus: { busType: 'scsi', address: '2:0.0.0' },
    });
  });

  it('is what its alias says that it is, and the alias may say so of one node', () => {
    const ofProfile = alias('boot', {
      selector: { hctl: '0:0:0:0', path: 'pci-0000:00:1f.2-ata-1', rotational: false },
    });
    expect(selectorWith(ofProfile)).toEqual({
      hctl: '0:0:0:0',
      byPath: 'pci-0000:00:1f.2-ata-1',
      rotational: false,
    });
    const ofNode: Change = [
      ['BaremetalNode/n1', 'storage'],
      { physical_devices: { boot: { selector: { serial: 'S1' } } } },
    ];
    expect(selectorWith(ofProfile, ofNode)).toEqual({ serial: 'S1' });
  });

  it.each([
    ['480g', { minSizeBytes: 480e9, maxSizeBytes: 481e9 - 1 }],
    ['>=480g', { minSizeBytes: 480e9 }],
    ['4TiB', { minSizeBytes: 4 * 2 ** 40, maxSizeBytes: 5 * 2 ** 40 - 1 }],
  ])('of %s has so many whole units', (size, selector) => {
    expect(selectorWith(alias('boot', { selector: { size } }))).toEqual(selector);
  });

  it('has the selector of the parent, merged with its own field by field', () => {
    const own: Change = [
      ['BaremetalNode/n1', 'storage'],
      { physical_devices: { boot: { selector: { wwn: '0x5000', size: '!' } } } },
    ];
    const parent: Change = [
      base('storage', 'physical_devices', 'boot', 'selector'),
      { size: '480g', rotational: false },
    ];
    expect(selectorWith(parent, own)).toEqual({ wwn: '0x5000', rotational: false });
  });

  it('is told apart in the digest of the node', () => {
    const digestWith = (serial: string) =>
      nodeWith('n1', [base('storage', 'physical_devices'), { boot: { ...disk, selector: { serial } } }]).digest;
    expect(digestWith('S1')).not.toBe(digestWith('S2'));
  });
});

describe('the members of interfaces', () => {
  it('that are aliases come with where they are plugged in, each once; the others are kernel names', () => {
    const { networking } = nodeWith(
      'n1',
      alias('nic0', { address: '0000:18:00.0', bus_type: 'pci' }),
      alias('nic1', { address: 'regexp:0000:(18|3b):00\\.1' }),
      alias('unused', { address: '0000:ff:00.0', bus_type: 'pci' }),
      alias('vague', { dev_type: 'X710' }),
      [base('interfaces', 'bond0', 'slaves'), ['nic0', 'nic1', 'vague', 'eno1']],
    );
    expect(networking.interfaces[0]?.members).toEqual(['nic0', 'nic1', 'vague', 'eno1']);
    expect(networking.devices).toEqual([
      { name: 'nic0', busType: 'pci', address: '0000:18:00.0' },
      { name: 'nic1', busType: 'pci', address: 'regexp:0000:(18|3b):00\\.1' },
    ]);
  });

  it('of another hardware profile have no influence', () => {
    const { networking } = nodeWith('n1', [
      ['HardwareProfile/other'],
      { device_aliases: { eno1: { address: '0000:18:00.0', bus_type: 'pci' } } },
    ]);
    expect(networking.devices).toBeUndefined();
  });

  it.each([
    [
      { vf_count: 8, trustedmode: true },
      { vfCount: 8, trusted: true },
    ],
    [
      { vf_count: 8, trustmode: true },
      { vfCount: 8, trusted: true },
    ],
    [{ vf_count: 4 }, { vfCount: 4, trusted: false }],
    [{ trustedmode: true }, undefined],
  ])('have the virtual functions of %j', (sriov, expected) => {
    const { networking } = nodeWith('n1', [base('interfaces', 'bond0', 'sriov'), sriov]);
    expect(networking.interfaces[0]?.sriov).toEqual(expected);
  });
});
