import { describe, expect, it } from 'vitest';
import type { HostProfileData } from '../schemas/host-profile.js';
import { mergeHostProfile } from './host-profile.merge.js';

const merged = (parent: HostProfileData, child: HostProfileData): HostProfileData | undefined =>
  mergeHostProfile(parent, child);

const partition = (name: string, size: string) => ({ name, size });

describe('single values', () => {
  it("are the child's, or else the parent's", () => {
    const parent: HostProfileData = {
      hardware_profile: 'a',
      primary_network: 'x',
      platform: { image: 'one', kernel: 'k' },
    };
    expect(merged(parent, { hardware_profile: 'b', platform: { image: 'two' } })).toEqual({
      hardware_profile: 'b',
      primary_network: 'x',
      platform: { image: 'two', kernel: 'k' },
    });
  });

  it('are taken away with "!", and numbers with -1', () => {
    const parent: HostProfileData = {
      primary_network: 'x',
      interfaces: { a: { sriov: { vf_count: 8, trustedmode: true } } },
    };
    expect(merged(parent, { primary_network: '!', interfaces: { a: { sriov: { vf_count: -1 } } } })).toEqual({
      interfaces: { a: { sriov: { trustedmode: true } } },
    });
  });

  it('of one node alone, such as its boot MAC, are not inherited', () => {
    expect(merged({ host_profile: 'top', metadata: { boot_mac: 'a', rack: 'r' } }, {})).toEqual({
      metadata: { rack: 'r' },
    });
  });
});

describe('lists', () => {
  it("are the child's entries, then the parent's, but for those that the child takes away", () => {
    const parent: HostProfileData = { metadata: { tags: ['a', 'b', 'c'] } };
    expect(merged(parent, { metadata: { tags: ['d', '!b', 'c'] } })?.metadata?.tags).toEqual(['d', 'c', 'a']);
    expect(merged(parent, { metadata: {} })?.metadata?.tags).toEqual(['a', 'b', 'c']);
    expect(merged({}, { metadata: { tags: ['a', '!b'] } })?.metadata?.tags).toEqual(['a']);
  });
});

describe('maps', () => {
  it("are the parent's entries with the child's over them, but for those that the child takes away", () => {
    const parent: HostProfileData = { metadata: { owner_data: { a: '1', b: '2', c: '3' } } };
    expect(merged(parent, { metadata: { owner_data: { '!a': '', b: 'two', d: 4 } } })?.metadata?.owner_data).toEqual({
      b: 'two',
      c: '3',
      d: 4,
    });
  });

  it('of the way to the BMC keep what the driver understands', () => {
    const parent = { oob: { type: 'ipmi', account: 'root', cipher: 3 } };
    expect(merged(parent, { oob: { account: '!', type: 'redfish' } })?.oob).toEqual({ type: 'redfish', cipher: 3 });
    const withoutCipher = { type: 'ipmi', '!cipher': '' };
    expect(merged(parent, { oob: withoutCipher })?.oob).toEqual({ type: 'ipmi', account: 'root' });
  });
});

describe('things with a name', () => {
  const parent: HostProfileData = {
    storage: {
      physical_devices: {
        sda: { partitions: [partition('root', '20g'), partition('boot', '1g')] },
        sdb: { volume_group: 'vg' },
        sdc: { labels: { fast: 'yes' } },
      },
      volume_groups: { vg: { vg_uuid: 'u', logical_volumes: [partition('log', '1g'), partition('tmp', '2g')] } },
    },
    interfaces: { bond0: { device_link: 'link', slaves: ['a', 'b'], sriov: { vf_count: 4 } }, pxe: { slaves: ['a'] } },
  };

  it('stay when the child adds another disk: all of them, in their order', () => {
    const storage = merged(parent, { storage: { physical_devices: { sdd: { volume_group: 'vg' } } } })?.storage;
    expect(Object.keys(storage?.physical_devices ?? {})).toEqual(['sda', 'sdb', 'sdc', 'sdd']);
    expect(storage?.volume_groups).toBe(parent.storage?.volume_groups);
  });

  it('are taken away by name or with null, and nothing else is', () => {
    const child: HostProfileData = {
      storage: { physical_devices: { '!sdb': {}, sdc: null } },
      interfaces: { pxe: null },
    };
    const result = merged(parent, child);
    expect(Object.keys(result?.storage?.physical_devices ?? {})).toEqual(['sda']);
    expect(Object.keys(result?.interfaces ?? {})).toEqual(['bond0']);
  });

  it('keep the volumes of a volume group that the child changes', () => {
    const child: HostProfileData = {
      storage: { volume_groups: { vg: { logical_volumes: [partition('tmp', '5g'), partition('new', '3g')] } } },
    };
    expect(merged(parent, child)?.storage?.volume_groups?.['vg']).toEqual({
      vg_uuid: 'u',
      logical_volumes: [partition('log', '1g'), partition('tmp', '5g'), partition('new', '3g')],
    });
  });

  it('lose a partition by name, and change one in place', () => {
    const child: HostProfileData = {
      storage: { physical_devices: { sda: { partitions: [{ name: '!boot' }, { name: 'root', size: '40g' }] } } },
    };
    expect(merged(parent, child)?.storage?.physical_devices?.['sda']?.partitions).toEqual([partition('root', '40g')]);
  });

  it('keep the SR-IOV settings of an interface whose members change', () => {
    const child: HostProfileData = { interfaces: { bond0: { slaves: ['c', '!a'] } } };
    expect(merged(parent, child)?.interfaces?.['bond0']).toEqual({
      device_link: 'link',
      slaves: ['c', 'b'],
      sriov: { vf_count: 4 },
    });
  });

  it('are the very same object when the child says nothing, so that a thousand nodes share it', () => {
    const result = merged(parent, { metadata: { rack: 'r1' } });
    expect(result?.storage).toBe(parent.storage);
    expect(result?.interfaces).toBe(parent.interfaces);
  });

  it('leave the parent as it was', () => {
    const before = structuredClone(parent);
    merged(parent, { interfaces: { bond0: { slaves: ['z'] } }, storage: { physical_devices: { sda: null } } });
    expect(parent).toEqual(before);
  });
});
