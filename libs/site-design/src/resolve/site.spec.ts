import { describe, expect, it } from 'vitest';
import { compileWith, type Change } from '../testing/small-site.js';

const siteOf = (...changes: readonly Change[]) => compileWith(...changes).design;

describe('the site', () => {
  it('has each storage layout once, named after the profile that has it or by its digest', () => {
    const partition = (name: string, size: string) => ({ name, size });
    const design = siteOf(
      [['HostProfile/big'], { host_profile: 'base', metadata: { tags: ['big'] } }],
      [['BaremetalNode/n1', 'host_profile'], 'big'],
      [['BaremetalNode/n2', 'storage'], { physical_devices: { sda: { partitions: [partition('srv', '50%')] } } }],
    );
    expect(design?.site.layouts.map(({ name, devices }) => [name, devices[0]?.partitions?.length])).toEqual([
      ['base', 1],
      [expect.stringMatching(/^layout-[0-9a-f]{12}$/), 2],
    ]);
  });

  it('writes storage as the bootstrapper reads it, with defaults filled in', () => {
    const storage = {
      physical_devices: {
        sda: {
          labels: { bootdrive: true },
          partitions: [
            {
              name: 'root',
              size: '30g',
              bootable: true,
              part_uuid: 'p',
              filesystem: { mountpoint: '/', fs_label: 'r' },
            },
            { name: 'pv', size: '>1g', volume_group: 'vg' },
          ],
        },
        sdb: { volume_group: 'vg' },
      },
      volume_groups: { vg: { vg_uuid: 'v', logical_volumes: [{ name: 'lv', size: '50%', lv_uuid: 'l' }] } },
    };
    const design = siteOf([['HostProfile/base', 'storage'], storage]);
    expect(design?.nodes['n1']?.storage.storage).toEqual({
      devices: [
        {
          name: 'sda',
          labels: { bootdrive: 'true' },
          partitions: [
            {
              name: 'root',
              size: '30g',
              uuid: 'p',
              bootable: true,
              filesystem: { mountpoint: '/', fstype: 'ext4', mountOptions: 'defaults', label: 'r' },
            },
            { name: 'pv', size: '>1g', volumeGroup: 'vg' },
          ],
        },
        { name: 'sdb', labels: {}, volumeGroup: 'vg' },
      ],
      volumeGroups: [{ name: 'vg', uuid: 'v', logicalVolumes: [{ name: 'lv', size: '50%', uuid: 'l' }] }],
    });
  });

  it('has images, repositories and keys for the bootstrapper', () => {
    const design = siteOf(
      [['Region/site', 'authorized_keys'], ['ssh-ed25519 AAAA me']],
      [
        ['Region/site', 'repositories'],
        { remove_unlisted: true, main: { repo_type: 'apt', url: 'http://deb.example.org', gpgkey: 'KEY' } },
      ],
    );
    expect(design?.site).toMatchObject({
      images: [{ name: 'linux', url: 'http://images.example.org/linux.img', sha256: 'ab'.repeat(32), kernel: '6.12' }],
      repositories: [
        { name: 'main', type: 'apt', url: 'http://deb.example.org', architectures: ['amd64'], gpgKey: 'KEY' },
      ],
      authorizedKeys: ['ssh-ed25519 AAAA me'],
    });
  });

  it('has the switches that can be driven, and not those that are only named', () => {
    const design = siteOf([
      ['Rack/r2'],
      { tor_switches: { tor2: { mgmt_ip: '192.0.2.10' }, tor3: { type: 'ovs', mgmt_ip: '192.0.2.11', port: 6640 } } },
    ]);
    expect(Object.values(design?.switches ?? {})).toEqual([
      {
        name: 'tor1',
        rack: 'r1',
        target: { type: 'snmp', address: '192.0.2.9', credential: { community: 'secret-community' } },
      },
      { name: 'tor3', rack: 'r2', target: { type: 'ovs', address: '192.0.2.11', port: 6640 } },
    ]);
  });

  it('has racks with labels and places as text', () => {
    const design = siteOf([['Rack/r1', 'location'], { clli: 'X', grid: 17 }], [['Rack/r1', 'local_networks'], ['pxe']]);
    expect(design?.racks['r1']).toEqual({
      name: 'r1',
      labels: { row: 'a' },
      location: { clli: 'X', grid: '17' },
      localNetworks: ['pxe'],
    });
  });
});

describe('the bootstrappers of a site', () => {
  const own = (address: string) => ({ type: 'builtin', address, credential: { token: 'its-own' } });
  const othersWith = (first: string, second: string) =>
    compileWith([['BaremetalNode/n1', 'bootstrapper'], own(first)], [['BaremetalNode/n2', 'bootstrapper'], own(second)])
      .design?.site.otherBootstrappers;

  it("are the site's alone where no node names another, however its address is spelled", () => {
    expect(compileWith().design?.site).not.toHaveProperty('otherBootstrappers');
    expect(othersWith('http://127.0.0.1:9080', 'HTTP://127.0.0.1:9080/')).toBeUndefined();
  });

  it('are also those that nodes name for themselves, each once', () => {
    expect(othersWith('http://b.example.org:80/', 'http://B.example.org')).toEqual([
      {
        name: 'http://b.example.org',
        target: own('http://b.example.org:80/'),
        repositoryCredentials: null,
      },
    ]);
    expect(othersWith('http://b.example.org', 'http://a.example.org')?.map(({ name }) => name)).toEqual([
      'http://b.example.org',
      'http://a.example.org',
    ]);
  });
});
