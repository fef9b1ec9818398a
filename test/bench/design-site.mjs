/** A site of any size, as the text that an operator would keep: block style, one document after another. */
const nodesPerRack = 40;

const networks = [
  { name: 'oob', second: 16, mtu: 1500 },
  { name: 'pxe', second: 18, mtu: 1500 },
  { name: 'mgmt', second: 20, mtu: 1500, vlan: 100 },
  { name: 'storage', second: 22, mtu: 9000, vlan: 101 },
  { name: 'public', second: 24, mtu: 1500, vlan: 102 },
];

/** The text in parts: what all share, racks, then a document for each node. */
export function* siteText(nodes) {
  yield shared;
  yield* networks.map(networkText);
  for (let rack = 0; rack * nodesPerRack < nodes; rack += 1) yield rackText(rack);
  for (let index = 0; index < nodes; index += 1) yield nodeText(index);
}

export const wholeSite = (nodes) => [...siteText(nodes)].join('');

const rackName = (rack) => `rack${String(rack).padStart(3, '0')}`;

/** The first /16 of a network is its gateway's and its pools'; nodes are counted from the second block of 256 on. */
const address = (second, index) => `10.${second + (index >> 16)}.${((index >> 8) & 255) + 1}.${index & 255}`;

const header = (kind, name) => `---
schema: drydock/${kind}/v1
metadata:
  schema: metadata/Document/v1
  name: ${name}
  storagePolicy: cleartext
  labels:
    application: drydock
data:
`;

const networkText = ({ name, second, mtu, vlan }) => `${header('Network', name)}\
  cidr: 10.${second}.0.0/15
  mtu: ${mtu}
${vlan === undefined ? '' : `  vlan: '${vlan}'\n`}\
  ranges:
    - type: ${name === 'pxe' ? 'dhcp' : 'static'}
      start: 10.${second}.1.0
      end: 10.${second + 1}.255.254
${name === 'mgmt' ? `  routes:\n    - subnet: 0.0.0.0/0\n      gateway: 10.${second}.0.1\n      metric: 10\n` : ''}\
  dns:
    domain: ${name}.site.example
    servers: 192.0.2.53
`;

const rackText = (rack) => `${header('Rack', rackName(rack))}\
  tor_switches:
    ${rackName(rack)}-a:
      mgmt_ip: 192.0.2.1
      sdn_api_uri: https://sdn.example/${rackName(rack)}
  location:
    clli: SITE
    grid: R${rack}
  local_networks:
    - pxe
`;

/** One in ten also faces the public network. */
function nodeText(index) {
  const isPublic = index % 10 === 0;
  const mac = [24, 16, 8, 0].map((bits) => ((index >> bits) & 255).toString(16).padStart(2, '0')).join(':');
  return `${header('BaremetalNode', `node${String(index).padStart(5, '0')}`)}\
  host_profile: worker
  addressing:
    - network: pxe
      address: dhcp
    - network: mgmt
      address: ${address(20, index)}
    - network: ${isPublic ? 'public' : 'storage'}
      address: ${address(isPublic ? 24 : 22, index)}
    - network: oob
      address: ${address(16, index)}
${isPublic ? "  interfaces:\n    bond0:\n      networks:\n        - public\n        - '!storage'\n" : ''}\
  metadata:
    rack: ${rackName(Math.floor(index / nodesPerRack))}
    boot_mac: 52:54:${mac}
    tags:
      - slot${index % nodesPerRack}
`;
}

const shared = `${header('Region', 'site')}\
  authorized_keys:
    - ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI operator
${header('NetworkLink', 'oob')}\
  mtu: 1500
  trunking:
    mode: disabled
    default_network: oob
  allowed_networks:
    - oob
${header('NetworkLink', 'pxe')}\
  mtu: 1500
  trunking:
    mode: disabled
    default_network: pxe
  allowed_networks:
    - pxe
${header('NetworkLink', 'data')}\
  bonding:
    mode: 802.3ad
    hash: layer3+4
    peer_rate: slow
  mtu: 9000
  trunking:
    mode: 802.1q
  allowed_networks:
    - mgmt
    - storage
    - public
${header('HardwareProfile', 'server')}\
  vendor: Example
  boot_mode: bios
  bootstrap_protocol: pxe
  device_aliases:
    nic0:
      address: 0000:00:03.0
      bus_type: pci
    nic1:
      address: 0000:00:04.0
      bus_type: pci
  cpu_sets:
    os: 0-1
  hugepages:
    vm:
      size: 1G
      count: 4
${header('HostProfile', 'base')}\
  oob:
    type: ipmi
    network: oob
    account: admin
    credential: secret
  storage:
    physical_devices:
      sda:
        labels:
          bootdrive: 'true'
        partitions:
          - name: root
            size: 20g
            bootable: true
            filesystem:
              mountpoint: /
              fstype: ext4
              mount_options: defaults
          - name: boot
            size: 1g
            filesystem:
              mountpoint: /boot
              fstype: ext4
      sdb:
        volume_group: log
    volume_groups:
      log:
        logical_volumes:
          - name: log
            size: 500m
            filesystem:
              mountpoint: /var/log
              fstype: xfs
  platform:
    image: jammy
    kernel: generic
    kernel_params:
      quiet: true
      console: ttyS1
      isolcpus: hardwareprofile:cpuset.os
      hugepagesz: hardwareprofile:hugepages.vm.size
      hugepages: hardwareprofile:hugepages.vm.count
  metadata:
    tags:
      - generated
    owner_data:
      site: example
${header('HostProfile', 'worker')}\
  host_profile: base
  hardware_profile: server
  primary_network: mgmt
  interfaces:
    pxe:
      device_link: pxe
      labels:
        noconfig: enabled
      slaves:
        - nic0
      networks:
        - pxe
    bond0:
      device_link: data
      slaves:
        - nic0
        - nic1
      networks:
        - mgmt
        - storage
  metadata:
    tags:
      - worker
${header('BootAction', 'greet')}\
  signaling: false
  assets:
    - path: /opt/greet.sh
      type: file
      permissions: '555'
      data: IyEvYmluL3NoCmVjaG8gaGkK
      data_pipeline:
        - base64_decode
        - utf8_decode
`;
