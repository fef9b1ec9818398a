import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BaremetalNodeData } from '../schemas/baremetal-node.js';
import type { HostProfileData } from '../schemas/host-profile.js';
import { mergeHostProfile, mergeNode } from './host-profile.merge.js';

const names = ['a', 'b', 'c', 'd'];
const name = fc.constantFrom(...names);
const optional: { requiredKeys: never[] } = { requiredKeys: [] };

/** What may be written for a name: the name, or that it is taken away; never both at once. */
type Written = 'kept' | 'removed';

const keyed = <T>(value: fc.Arbitrary<T>, written: readonly Written[]) =>
  fc
    .uniqueArray(fc.tuple(name, fc.constantFrom(...written), value), { selector: ([key]) => key })
    .map((entries) => Object.fromEntries(entries.map(([key, how, of]) => [how === 'kept' ? key : `!${key}`, of])));

const listed = (written: readonly Written[]) =>
  fc
    .uniqueArray(fc.tuple(name, fc.constantFrom(...written)), { selector: ([key]) => key })
    .map((entries) => entries.map(([key, how]) => (how === 'kept' ? key : `!${key}`)));

const named = <T extends object>(element: fc.Arbitrary<T>, written: readonly Written[]) =>
  keyed(element, written).map((entries) => Object.entries(entries).map(([key, of]) => ({ ...of, name: key })));

/** Host profiles that say anything, or nothing, of everything. */
function profiles(written: readonly Written[]): fc.Arbitrary<HostProfileData> {
  const removes = written.includes('removed');
  const text = fc.constantFrom('x', 'y', ...(removes ? ['!'] : []));
  const labels = keyed(fc.constantFrom('1', '2'), written);
  const filesystem = fc.record({ mountpoint: text, fstype: text }, optional);
  const part = fc.record({ size: text, filesystem }, optional);
  const device = fc.record({ labels, volume_group: text, partitions: named(part, written) }, optional);
  const group = fc.record({ vg_uuid: text, logical_volumes: named(part, written) }, optional);
  const sriov = fc.record({ vf_count: removes ? fc.integer({ min: -1, max: 3 }) : fc.nat(3) }, optional);
  const one = fc.record({ device_link: text, slaves: listed(written), networks: listed(written), sriov }, optional);
  return fc.record(
    {
      hardware_profile: text,
      oob: fc.record({ type: text, account: text, options: labels }, optional),
      interfaces: keyed(one, written),
      storage: fc.record({ physical_devices: keyed(device, written), volume_groups: keyed(group, written) }, optional),
      platform: fc.record({ image: text, kernel_params: labels }, optional),
      metadata: fc.record(
        { tags: listed(written), owner_data: labels, rack: text, boot_mac: fc.constantFrom('x', 'y') },
        optional,
      ),
    },
    optional,
  );
}

const anyProfile = profiles(['kept', 'removed']);
const addingProfile = profiles(['kept']);
const merged = (parent: HostProfileData, child: HostProfileData): HostProfileData =>
  mergeHostProfile(parent, child) ?? {};
const text = (value: unknown): string => JSON.stringify(value);

describe('what a child makes of its parent', () => {
  it('never holds a "!", whatever both say', () => {
    fc.assert(
      fc.property(anyProfile, anyProfile, (parent, child) => {
        const clean = merged({}, parent);
        expect(text(merged(clean, child))).not.toContain('!');
      }),
    );
  });

  it('never holds a "!" on a node without any host profile', () => {
    fc.assert(
      fc.property(anyProfile, (own) => {
        const node: BaremetalNodeData = { ...own, addressing: [] };
        expect(text(mergeNode({ addressing: [] }, node))).not.toContain('!');
      }),
    );
  });

  it('leaves both as they were', () => {
    fc.assert(
      fc.property(anyProfile, anyProfile, (parent, child) => {
        const before = structuredClone([parent, child]);
        merged(parent, child);
        expect([parent, child]).toEqual(before);
      }),
    );
  });

  it('is the same when it is done once more', () => {
    fc.assert(
      fc.property(anyProfile, anyProfile, (parent, child) => {
        const once = merged(merged({}, parent), child);
        expect(merged(once, child)).toEqual(once);
      }),
    );
  });

  it('is the parent, but for what is never inherited, where the child says nothing', () => {
    fc.assert(
      fc.property(anyProfile, (parent) => {
        const { metadata, ...rest } = merged({}, parent);
        const { boot_mac: _own, ...shared } = metadata ?? {};
        expect(merged(merged({}, parent), {})).toEqual(metadata ? { ...rest, metadata: shared } : rest);
      }),
    );
  });

  it('does not depend on where a chain of three is joined first, as long as nothing is taken away', () => {
    fc.assert(
      fc.property(addingProfile, addingProfile, addingProfile, (top, middle, bottom) => {
        expect(merged(merged(top, middle), bottom)).toEqual(merged(top, merged(middle, bottom)));
      }),
    );
  });

  it('has what it takes over from the parent in its order, and what is new after that', () => {
    fc.assert(
      fc.property(anyProfile, anyProfile, (parent, child) => {
        const clean = merged({}, parent);
        const before = Object.keys(clean.storage?.physical_devices ?? {});
        const after = Object.keys(merged(clean, child).storage?.physical_devices ?? {});
        const inherited = before.filter((key) => after.includes(key));
        expect(after.slice(0, inherited.length)).toEqual(inherited);
      }),
    );
  });

  it('has every disk, partition, volume group and volume of the parent that the child does not take away', () => {
    const storageNames = ({ storage }: HostProfileData): string[] => [
      ...Object.entries(storage?.physical_devices ?? {}).flatMap(([disk, of]) => [
        disk,
        ...(of?.partitions ?? []).map((part) => `${disk}/${part.name}`),
      ]),
      ...Object.entries(storage?.volume_groups ?? {}).flatMap(([group, of]) => [
        `vg ${group}`,
        ...(of?.logical_volumes ?? []).map((volume) => `vg ${group}/${volume.name}`),
      ]),
    ];
    fc.assert(
      fc.property(anyProfile, addingProfile, (parent, child) => {
        const clean = merged({}, parent);
        expect(storageNames(merged(clean, child))).toEqual(expect.arrayContaining(storageNames(clean)));
      }),
    );
  });
});

it('takes away an object without a name with null, and nothing beside it', () => {
  const disks = (filesystem: object | null) => ({ sda: { partitions: [{ name: 'root', size: '9g', filesystem }] } });
  const parent: unknown = {
    storage: { physical_devices: disks({ mountpoint: '/' }) },
    interfaces: { a: { device_link: 'l', sriov: { vf_count: 4 } } },
  };
  const child: unknown = { storage: { physical_devices: disks(null) }, interfaces: { a: { sriov: null } } };
  expect(mergeHostProfile(Object(parent), Object(child))).toEqual({
    storage: { physical_devices: { sda: { partitions: [{ name: 'root', size: '9g' }] } } },
    interfaces: { a: { device_link: 'l' } },
  });
});

it('lets the child start anew with "!name" beside name', () => {
  const parent: HostProfileData = {
    interfaces: { a: { device_link: 'l', slaves: ['x'] } },
    metadata: { owner_data: { a: '1' } },
  };
  const child: HostProfileData = {
    interfaces: { a: { slaves: ['y'] }, '!a': {} },
    metadata: { owner_data: { a: '2', '!a': '' } },
  };
  expect(mergeHostProfile(parent, child)).toEqual({
    interfaces: { a: { slaves: ['y'] } },
    metadata: { owner_data: { a: '2' } },
  });
});

it('keeps the settings of a driver that a node does not mention', () => {
  const parent: HostProfileData = { oob: { type: 'ipmi', options: { cipherSuite: 17, retries: 3 } } };
  const child: HostProfileData = { oob: { options: { cipherSuite: 3, '!retries': '' } } };
  expect(mergeHostProfile(parent, child)?.oob).toEqual({ type: 'ipmi', options: { cipherSuite: 3 } });
});
