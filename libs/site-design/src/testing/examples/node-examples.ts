import type { RuleExample } from './rule-example.js';

/** Nodes: names, MAC addresses, what runs on them. */
export const nodeExamples: readonly RuleExample[] = [
  {
    rule: 'DD0301',
    why: 'A node that boots from the network is known by the MAC address that it boots with.',
    bad: `# BaremetalNode n1
metadata: { rack: r1 }`,
    good: `# BaremetalNode n1
metadata: { rack: r1, boot_mac: '52:54:00:00:01:0a' }`,
  },
  {
    rule: 'DD0302',
    why: 'Two nodes with one MAC address would be taken for each other.',
    bad: `# BaremetalNode n2
metadata: { rack: r1, boot_mac: '52:54:00:00:01:0A' }`,
    good: `# BaremetalNode n2
metadata: { rack: r1, boot_mac: '52:54:00:00:02:0A' }`,
  },
  {
    rule: 'DD0303',
    why: 'The kernel would get the reference as text.',
    bad: `# HostProfile base
platform:
  image: linux
  kernel_params: { isolcpus: 'hardwareprofile:cpuset.real_time' }`,
    good: `# HostProfile base
platform:
  image: linux
  kernel_params: { isolcpus: 'hardwareprofile:cpuset.vm' }`,
  },
  {
    rule: 'DD0304',
    why: 'Designs that were made for MAAS name no bootstrapper: their nodes can be looked at, not deployed.',
    bad: `# Region site
bootstrapper: null`,
    good: `# Region site
bootstrapper: { type: builtin, address: 'http://192.0.2.2:9080', credential: { token: abc } }`,
  },
  {
    rule: 'DD0305',
    why: 'The system is asked for a device of the name that is written. Names of the kernel need no alias.',
    bad: `# BaremetalNode n1
storage:
  physical_devices:
    ssd1: { partitions: [{ name: data, size: 10g }] }`,
    good: `# HardwareProfile hw
device_aliases:
  ssd1: { address: '2:0.0.0', bus_type: scsi, dev_type: SSD }
# BaremetalNode n1
storage:
  physical_devices:
    ssd1: { partitions: [{ name: data, size: 10g }] }`,
  },
  {
    rule: 'DD0306',
    why: 'The kernel does not start, or ignores the parameter.',
    bad: `# HardwareProfile hw
cpu_sets: { vm: two to seven }`,
    good: `# HardwareProfile hw
cpu_sets: { vm: '2-7,9' }`,
  },
  {
    rule: 'DD0307',
    why: 'Before a node is powered its BMC is asked who it is. What two nodes say of themselves tells neither.',
    bad: `# HostProfile base
oob: { type: redfish, network: oob, account: root, credential: pw, serial_number: S1 }`,
    good: `# BaremetalNode n1
oob: { serial_number: S1 }
# BaremetalNode n2
oob: { serial_number: S2 }`,
  },
  {
    rule: 'DD0308',
    why: 'A node that boots from elsewhere never meets a bootstrapper that waits in the network.',
    bad: `# HardwareProfile hw
bootstrap_protocol: usb`,
    good: `# HardwareProfile hw
bootstrap_protocol: pxe`,
  },
  {
    rule: 'DD0309',
    why: 'A file without a checksum can be changed by anyone on its way.',
    bad: `# HardwareProfile hw
firmware:
  - { component: BIOS, version: '2.1', url: 'http://files.example.org/bios.bin' }`,
    good: `# HardwareProfile hw
firmware:
  - component: BIOS
    version: '2.1'
    url: http://files.example.org/bios.bin
    sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08`,
  },
  {
    rule: 'DD0310',
    why: 'A key that is none lets nobody in; a private key would be on every node.',
    bad: `# Region site
authorized_keys: [AAAAC3NzaC1lZDI1NTE5AAAAIHc3]`,
    good: `# Region site
authorized_keys: [ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHc3 operator@example.org]`,
  },
  {
    rule: 'DD1008',
    why: 'The kernel wants the size of huge pages and their number.',
    bad: `# HostProfile base
platform: { image: linux, kernel_params: { hugepages: 300 } }`,
    good: `# HostProfile base
platform: { image: linux, kernel_params: { hugepagesz: 1G, hugepages: 300 } }`,
  },
  {
    rule: 'DD3001',
    why: 'A node is deployed with an image that the bootstrapper has.',
    bad: `# HostProfile base
platform: { image: windows }`,
    good: `# HostProfile base
platform: { image: linux }`,
  },
  {
    rule: 'DD3003',
    why: 'The name of a node and the domain of its primary network become its host name.',
    bad: `# Network mgmt
dns: { domain: example_one.org }`,
    good: `# Network mgmt
dns: { domain: example-one.org }`,
  },
];
