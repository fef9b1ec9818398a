import { base, error, info, n1, n2, warning, type RuleCase } from './rule-case.js';

const disks = base('storage', 'physical_devices');
const mounted = (name: string, mountpoint: string, size = '30g') => ({ name, size, filesystem: { mountpoint } });
const bootdrive = { bootdrive: 'true' };
const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHc3 operator@example.org';

/** Disks, devices, identities, downloads, keys. */
export const hardwareCases: readonly RuleCase[] = [
  {
    says: 'a disk that takes all that is left before the last partition, and one of nothing',
    change: [
      [
        [...disks, 'sda', 'partitions'],
        [mounted('root', '/'), { name: 'rest', size: '>1g' }, { name: 'late', size: '0g' }],
      ],
    ],
    finds: [
      warning('DD0202', 'base', '/data/storage/physical_devices/sda/partitions/1/size'),
      warning('DD0202', 'base', '/data/storage/physical_devices/sda/partitions/2/size'),
    ],
  },
  {
    says: 'little room for the operating system and for kernels',
    change: [
      [
        [...disks, 'sda', 'partitions'],
        [mounted('root', '/', '19g'), mounted('boot', '/boot', '512MiB')],
      ],
    ],
    finds: [
      warning('DD0204', 'base', '/data/storage/physical_devices/sda/partitions/0/size'),
      warning('DD0204', 'base', '/data/storage/physical_devices/sda/partitions/1/size'),
    ],
  },
  {
    says: 'as many gigabytes as Drydock wanted, in whatever unit: nothing is wrong with that',
    change: [
      [
        [...disks, 'sda', 'partitions'],
        [mounted('root', '/', '20g'), mounted('boot', '/boot', '1000m')],
      ],
    ],
    finds: [],
  },
  {
    says: 'two disks to boot from',
    change: [
      [[...disks, 'sda', 'labels'], bootdrive],
      [[...disks, 'sdb'], { labels: bootdrive, partitions: [{ name: 'a', size: '1g' }] }],
    ],
    finds: [warning('DD0205', 'base', '/data/storage/physical_devices/sdb/labels/bootdrive')],
  },
  {
    says: 'kernels on another disk than the one to boot from, and what firmware reads on a logical volume',
    change: [
      [[...disks, 'sda', 'labels'], bootdrive],
      [[...disks, 'sdb'], { partitions: [mounted('boot', '/boot'), { name: 'pv', size: '9g', volume_group: 'vg' }] }],
      [base('storage', 'volume_groups'), { vg: { logical_volumes: [mounted('efi', '/boot/efi', '1g')] } }],
    ],
    finds: [warning('DD0205', 'base', '/data/storage/volume_groups/vg/logical_volumes/0/filesystem/mountpoint')],
  },
  {
    says: 'devices that have neither an alias nor a name of the kernel, in interfaces, disks and RAID',
    change: [
      [base('interfaces', 'bond0', 'slaves'), ['eno1', 'eno2', 'nic7']],
      [[...disks, 'ssd1'], { partitions: [{ name: 'a', size: '1g' }] }],
      [['HardwareProfile/hw', 'device_aliases'], { disk1: { address: '0:0', bus_type: 'scsi' } }],
      [['HardwareProfile/hw', 'raid'], { volumes: [{ name: 'r', level: '1', disks: ['disk1', 'disk2'] }] }],
      [n1('attachments'), undefined],
      [n2('attachments'), undefined],
    ],
    finds: [
      warning('DD0305', 'base', '/data/interfaces/bond0/slaves/2'),
      warning('DD0305', 'base', '/data/storage/physical_devices/ssd1'),
      warning('DD0305', 'hw', '/data/raid/volumes/0/disks/1'),
    ],
  },
  {
    says: 'names that kernels give: nothing is wrong with them',
    change: [
      [base('interfaces', 'bond0', 'slaves'), ['eno1', 'eno2', 'ens3f0np0', 'enp94s0f1', 'eth0', 'p1p2', 'em1', 'ib0']],
      [[...disks, 'nvme0n1'], { partitions: [{ name: 'a', size: '1g' }] }],
      [[...disks, '/dev/disk/by-id/wwn-1'], { partitions: [{ name: 'a', size: '1g' }] }],
      [n1('attachments'), undefined],
      [n2('attachments'), undefined],
    ],
    finds: [],
  },
  {
    says: 'masks among the CPU sets, as DPDK wants them: nothing is wrong with them',
    change: [[['HardwareProfile/hw', 'cpu_sets'], { vm: '2-7', pmd: '0x0F0000000000F0', rcu: '4-43,48-87' }]],
    finds: [],
  },
  {
    says: 'huge pages of a size that is none',
    change: [[['HardwareProfile/hw', 'hugepages', 'vm', 'size'], 'one gigabyte']],
    finds: [warning('DD0306', 'hw', '/data/hugepages/vm/size')],
  },
  {
    says: 'a UUID that two nodes have, in whatever case',
    change: [
      [n1('oob'), { uuid: 'ABCD-1' }],
      [n2('oob'), { uuid: 'abcd-1' }],
    ],
    finds: [error('DD0307', 'n2', '/data/oob/uuid')],
  },
  {
    says: 'a partition for UEFI on hardware that starts as with a BIOS',
    change: [
      [['HardwareProfile/hw', 'boot_mode'], 'bios'],
      [
        [...disks, 'sda', 'partitions'],
        [mounted('root', '/'), mounted('efi', '/boot/efi', '1g')],
      ],
    ],
    finds: [warning('DD0308', 'base', '/data/storage/physical_devices/sda/partitions/1/filesystem/mountpoint')],
  },
  {
    says: 'a checksum of nothing, a made-up one, and two images that cannot both be right',
    change: [
      [
        ['Region/site', 'images'],
        {
          linux: { url: 'http://a/', sha256: 'ab'.repeat(32) },
          empty: { url: 'http://b/', sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' },
          zero: { url: 'http://c/', sha256: '0'.repeat(64) },
          other: { url: 'http://d/', sha256: 'ab'.repeat(32) },
        },
      ],
    ],
    finds: [
      warning('DD0309', 'site', '/data/images/empty/sha256'),
      warning('DD0309', 'site', '/data/images/zero/sha256'),
      warning('DD0309', 'site', '/data/images/other/sha256'),
    ],
  },
  {
    says: 'a private key among the public ones, and one that is there twice',
    change: [
      [
        ['Region/site', 'authorized_keys'],
        [key, '-----BEGIN OPENSSH PRIVATE KEY----- secret-key', key],
      ],
    ],
    finds: [error('DD0310', 'site', '/data/authorized_keys/1'), info('DD0310', 'site', '/data/authorized_keys/2')],
  },
  {
    says: 'two nodes that differ in capital letters alone',
    change: [
      [n2(), undefined],
      [
        ['BaremetalNode/N1'],
        {
          host_profile: 'base',
          addressing: [
            { network: 'oob', address: '10.0.1.13' },
            { network: 'mgmt', address: '10.0.3.13' },
            { network: 'data', address: '10.0.4.13' },
          ],
          metadata: { boot_mac: '52:54:00:00:03:00' },
        },
      ],
    ],
    finds: [warning('DD3003', 'N1', '/metadata/name')],
  },
  {
    says: 'a domain with a hyphen at an end',
    change: [[['Network/mgmt', 'dns', 'domain'], 'example-.org']],
    finds: [warning('DD3003', 'mgmt', '/data/dns/domain')],
  },
];
