import { base, error, info, n1, n2, warning, type RuleCase } from './rule-case.js';

const disk = base('storage', 'physical_devices', 'sda');
const root = { name: 'root', size: '30g', filesystem: { mountpoint: '/' } };

/** Storage, platform, BMCs, cables, boot actions. */
export const nodeCases: readonly RuleCase[] = [
  {
    says: 'a disk with both partitions and a volume group, and one with neither',
    change: [
      [[...disk, 'volume_group'], 'vg'],
      [base('storage', 'physical_devices', 'sdb'), {}],
      [base('storage', 'volume_groups', 'vg'), {}],
    ],
    finds: [
      error('DD0201', 'base', '/data/storage/physical_devices/sda'),
      error('DD0201', 'base', '/data/storage/physical_devices/sdb'),
    ],
  },
  {
    says: 'a partition that is mounted and given to a volume group, which nobody describes',
    change: [[[...disk, 'partitions'], [{ ...root, volume_group: 'vg' }]]],
    finds: [
      error('DD0201', 'base', '/data/storage/physical_devices/sda/partitions/0'),
      warning('DD0201', 'base', '/data/storage/physical_devices/sda/partitions/0/volume_group'),
    ],
  },
  {
    says: 'a volume group without a disk, and a volume that is there twice',
    change: [
      [
        base('storage', 'volume_groups'),
        {
          vg: {
            logical_volumes: [
              { name: 'a', size: '1g' },
              { name: 'a', size: '2g' },
            ],
          },
        },
      ],
    ],
    finds: [
      error('DD0201', 'base', '/data/storage/volume_groups/vg'),
      error('DD0201', 'base', '/data/storage/volume_groups/vg/logical_volumes/0'),
    ],
  },
  {
    says: 'two partitions of a disk with one name, which a disk can have',
    change: [
      [
        [...disk, 'partitions'],
        [root, { name: 'root', size: '1g' }],
      ],
    ],
    finds: [warning('DD0201', 'base', '/data/storage/physical_devices/sda/partitions/0')],
  },
  {
    says: 'sizes that cannot be read or are missing, and shares that leave no room',
    change: [
      [
        [...disk, 'partitions'],
        [root, { name: 'a', size: '20.5g' }, { name: 'b' }, { name: 'c', size: '60%' }, { name: 'd', size: '40%' }],
      ],
    ],
    finds: [
      error('DD0202', 'base', '/data/storage/physical_devices/sda/partitions/1/size'),
      error('DD0202', 'base', '/data/storage/physical_devices/sda/partitions/2/size'),
      error('DD0202', 'base', '/data/storage/physical_devices/sda/partitions'),
    ],
  },
  {
    says: 'a mount point that two filesystems have',
    change: [
      [
        [...disk, 'partitions'],
        [root, { ...root, name: 'again' }],
      ],
    ],
    finds: [error('DD0203', 'base', '/data/storage/physical_devices/sda/partitions/1/filesystem/mountpoint')],
  },
  {
    says: 'no root filesystem',
    change: [[[...disk, 'partitions', '0', 'filesystem', 'mountpoint'], '/srv']],
    finds: [error('DD0204', 'base', '/data/storage')],
  },
  {
    says: 'host names that are none, with the document that makes them so',
    change: [
      [['Network/mgmt', 'dns', 'domain'], '-example.or_g'],
      [
        ['BaremetalNode/n_3'],
        {
          host_profile: 'base',
          addressing: [{ network: 'oob', address: '10.0.1.13' }],
          metadata: { boot_mac: '52:54:00:00:03:00' },
        },
      ],
    ],
    finds: [
      warning('DD0114', 'n_3', '/data/addressing'),
      warning('DD3003', 'mgmt', '/data/dns/domain'),
      error('DD3003', 'mgmt', '/data/dns/domain'),
      error('DD3003', 'n_3', '/metadata/name'),
    ],
  },
  {
    says: 'a node that boots from the network without a boot MAC',
    change: [[n1('metadata', 'boot_mac'), undefined]],
    finds: [error('DD0301', 'n1', '/data/metadata/boot_mac')],
  },
  {
    says: 'a MAC address that two nodes have, in whatever case',
    change: [[n2('metadata', 'macs'), ['52:54:00:00:01:0a']]],
    finds: [error('DD0302', 'n2', '/data/metadata/macs/0')],
  },
  {
    says: 'an image that the Region does not have, and none at all',
    change: [
      [n1('platform', 'image'), 'windows'],
      [base('platform', 'image'), undefined],
    ],
    finds: [error('DD3001', 'n1', '/data/platform/image'), error('DD3001', 'base', '/data/platform/image')],
  },
  {
    says: 'huge pages of no size',
    change: [[base('platform', 'kernel_params'), { hugepages: 4 }]],
    finds: [error('DD1008', 'base', '/data/platform/kernel_params/hugepages')],
  },
  {
    says: 'a kernel parameter that refers to nothing',
    change: [[base('platform', 'kernel_params'), { isolcpus: 'hardwareprofile:cpuset.nothing' }]],
    finds: [warning('DD0303', 'base', '/data/platform/kernel_params/isolcpus')],
  },
  {
    says: 'no bootstrapper, as in designs that were made for MAAS',
    change: [[['Region/site', 'bootstrapper'], undefined]],
    finds: [warning('DD0304', 'site', '/data/bootstrapper')],
  },
  {
    says: 'a BMC without account, credential or address',
    change: [
      [base('oob'), { type: 'ipmi', network: 'oob' }],
      [n1('addressing', '0', 'address'), 'dhcp'],
    ],
    finds: [
      error('DD0401', 'base', '/data/oob/account'),
      error('DD0401', 'base', '/data/oob/credential'),
      error('DD0401', 'n1', '/data/addressing'),
    ],
  },
  {
    says: 'no way to the BMC at all',
    change: [[base('oob'), undefined]],
    finds: [
      warning('DD0115', 'n1', '/data/addressing/0'),
      warning('DD0115', 'n2', '/data/addressing/0'),
      error('DD0401', 'n1', '/data/oob/type'),
      error('DD0401', 'n2', '/data/oob/type'),
    ],
  },
  {
    says: 'libvirt without a URI, and with one that no driver of it takes',
    change: [
      [n1('oob'), { type: 'libvirt' }],
      [n2('oob'), { type: 'libvirt', libvirt_uri: 'qemu+tls://192.0.2.20/system' }],
    ],
    finds: [error('DD0402', 'n1', '/data/oob/libvirt_uri'), error('DD0402', 'n2', '/data/oob/libvirt_uri')],
  },
  {
    says: 'libvirt over SSH with a password in place of a key, or with a key of nobody',
    change: [
      [base('oob'), { type: 'libvirt', network: 'oob', libvirt_uri: 'qemu+ssh://192.0.2.20/system' }],
      [n1('oob'), { credential: { username: 'me', password: 'pw' } }],
      [n2('oob'), { credential: 'pw' }],
    ],
    finds: [
      error('DD0402', 'n1', '/data/oob/credential'),
      warning('DD0402', 'n2', '/data/oob/credential'),
      warning('DD0402', 'n2', '/data/oob/credential'),
    ],
  },
  {
    says: 'two nodes on one switch port, a switch that is not there, and one that no driver can reach',
    change: [
      [n2('attachments', 'eno1', 'port'), 'Ethernet1'],
      [n1('attachments', 'eno2', 'switch'), 'tor9'],
      [['Rack/r2'], { tor_switches: { tor2: { mgmt_ip: '192.0.2.10' } } }],
      [n2('attachments', 'eno2', 'switch'), 'tor2'],
    ],
    finds: [
      error('DD0501', 'n1', '/data/attachments/eno2/switch'),
      error('DD0501', 'n2', '/data/attachments/eno1/port'),
      error('DD0501', 'n2', '/data/attachments/eno2/switch'),
      warning('DD0502', 'n1', '/data/attachments/eno2'),
      warning('DD0502', 'n2', '/data/attachments/eno2'),
    ],
  },
  {
    says: 'a switch of the same name in two racks, and one without address',
    change: [[['Rack/r2'], { tor_switches: { tor1: { type: 'snmp' } } }]],
    finds: [error('DD0501', 'r2', '/data/tor_switches/tor1'), error('DD0501', 'r2', '/data/tor_switches/tor1')],
  },
  {
    says: 'a cable that would carry nothing once the node is deployed, and two members to boot from',
    change: [
      [['Network/mgmt', 'vlan'], undefined],
      [n1('interfaces', 'bond0', 'networks'), ['mgmt', '!data']],
      [n1('attachments', 'eno1', 'boot'), true],
      [n1('attachments', 'eno2', 'boot'), true],
    ],
    finds: [
      warning('DD0115', 'n1', '/data/addressing/2'),
      error('DD0501', 'n1', '/data/attachments/eno1'),
      error('DD0501', 'n1', '/data/attachments/eno2'),
      error('DD0501', 'n1', '/data/attachments'),
    ],
  },
  {
    says: 'a node that no boot action is for',
    change: [
      [
        ['BootAction/greet', 'node_filter'],
        { filter_set_type: 'union', filter_set: [{ filter_type: 'union', node_names: ['n1'] }] },
      ],
    ],
    finds: [warning('DD0601', 'n2', '/data')],
  },
  {
    says: 'a node filter of a boot action that cannot be read',
    change: [[['BootAction/greet', 'node_filter'], { filter_set_type: 'some', filter_set: [{}] }]],
    finds: [
      info('DD0014', 'greet', '/data'),
      warning('DD0601', 'n1', '/data'),
      warning('DD0601', 'n2', '/data'),
      error('DD0602', 'greet', '/data/node_filter/filter_set_type'),
      error('DD0602', 'greet', '/data/node_filter/filter_set/0/filter_type'),
    ],
  },
  {
    says: 'a package list without packages, and a version without revision',
    change: [
      [
        ['BootAction/greet', 'assets'],
        [{ type: 'pkg_list' }, { type: 'pkg_list', data: { ok: '1:2.0-1ubuntu1~x', any: null, bad: '1.0' } }],
      ],
    ],
    finds: [error('DD0603', 'greet', '/data/assets/0/data'), error('DD0603', 'greet', '/data/assets/1/data/bad')],
  },
];
