import type { RuleExample } from './rule-example.js';

/** Disks, partitions, volumes. */
export const storageExamples: readonly RuleExample[] = [
  {
    rule: 'DD0201',
    why: 'A disk belongs to a volume group or is partitioned, and a volume group needs a disk.',
    bad: `# BaremetalNode n1
storage:
  physical_devices:
    sdb: {}`,
    good: `# BaremetalNode n1
storage:
  physical_devices:
    sdb: { volume_group: data }
  volume_groups:
    data: { logical_volumes: [{ name: all, size: 99% }] }`,
  },
  {
    rule: 'DD0202',
    why: 'Disks are divided in the order that is written. What takes all that is left leaves nothing to those after it.',
    bad: `# BaremetalNode n1
storage:
  physical_devices:
    sdb: { partitions: [{ name: a, size: 60% }, { name: b, size: 40% }] }`,
    good: `# BaremetalNode n1
storage:
  physical_devices:
    sdb: { partitions: [{ name: a, size: 60% }, { name: b, size: '>1g' }] }`,
  },
  {
    rule: 'DD0203',
    why: 'The second filesystem would hide the first.',
    bad: `# BaremetalNode n1
storage:
  physical_devices:
    sdb: { partitions: [{ name: again, size: 30g, filesystem: { mountpoint: / } }] }`,
    good: `# BaremetalNode n1
storage:
  physical_devices:
    sdb: { partitions: [{ name: data, size: 30g, filesystem: { mountpoint: /srv } }] }`,
  },
  {
    rule: 'DD0204',
    why: 'An operating system starts from what is mounted at `/`, whatever the partition is called; less than 20 GB is a warning, and so is less than 1 GB at `/boot`.',
    bad: `# HostProfile base
storage:
  physical_devices:
    sda: { partitions: [{ name: root, size: 30g, filesystem: { mountpoint: /srv } }] }`,
    good: `# HostProfile base
storage:
  physical_devices:
    sda: { volume_group: system }
  volume_groups:
    system: { logical_volumes: [{ name: root, size: 30g, filesystem: { mountpoint: / } }] }`,
  },
  {
    rule: 'DD0205',
    why: 'The disk with the label `bootdrive` is the one that firmware is told to start from.',
    bad: `# BaremetalNode n1
storage:
  physical_devices:
    sdb: { labels: { bootdrive: 'true' }, partitions: [{ name: data, size: 10g }] }`,
    good: `# HostProfile base
storage:
  physical_devices:
    sda:
      labels: { bootdrive: 'true' }
      partitions: [{ name: root, size: 30g, filesystem: { mountpoint: / } }]`,
  },
];
