import type { RuleExample } from './rule-example.js';

/** Networks and links. */
export const networkExamples: readonly RuleExample[] = [
  {
    rule: 'DD0101',
    why: 'A node reaches a gateway, and is reached at its address, only inside the subnet.',
    bad: `# Network data
routes:
  - { subnet: 10.9.0.0/16, gateway: 10.5.0.1 }`,
    good: `# Network data
routes:
  - { subnet: 10.9.0.0/16, gateway: 10.0.4.1 }`,
  },
  {
    rule: 'DD0102',
    why: 'Both ends of a cable must agree on which packets have a tag.',
    bad: `# Network data
vlan: null`,
    good: `# Network data
vlan: '21'`,
  },
  {
    rule: 'DD0103',
    why: 'No switch takes another number.',
    bad: `# Network pxe
vlan: '4095'`,
    good: `# Network pxe
vlan: '4094'`,
  },
  {
    rule: 'DD0104',
    why: 'Packets that are larger than the link carries are lost without a word.',
    bad: `# Network mgmt
mtu: 9000`,
    good: `# NetworkLink link
mtu: 9000
# Network mgmt
mtu: 9000`,
  },
  {
    rule: 'DD0105',
    why: 'An interface is one member, or a bond of several.',
    bad: `# BaremetalNode n1
interfaces:
  eth9: { networks: [] }`,
    good: `# BaremetalNode n1
interfaces:
  eth9: { networks: [], labels: { noconfig: enabled } }`,
  },
  {
    rule: 'DD0106',
    why: 'Switch ports are put into this network while nodes are prepared and deployed.',
    bad: `# Network pxe
vlan: null`,
    good: `# Network pxe
vlan: '10'`,
  },
  {
    rule: 'DD0107',
    why: 'An address that is in two ranges may be given to two nodes.',
    bad: `# Network pxe
ranges:
  - { type: dhcp, start: 10.0.2.100, end: 10.0.2.199 }
  - { type: reserved, start: 10.0.2.190, end: 10.0.2.210 }`,
    good: `# Network pxe
ranges:
  - { type: dhcp, start: 10.0.2.100, end: 10.0.2.189 }
  - { type: reserved, start: 10.0.2.190, end: 10.0.2.210 }`,
  },
  {
    rule: 'DD0108',
    why: 'A node in both networks does not know which interface leads to an address.',
    bad: `# Network data
cidr: 10.0.0.0/16`,
    good: `# Network data
cidr: 10.0.4.0/22`,
  },
  {
    rule: 'DD0109',
    why: 'An address from a dhcp or reserved range may be given to somebody else.',
    bad: `# Network mgmt
ranges:
  - { type: static, start: 10.0.3.100, end: 10.0.3.199 }`,
    good: `# Network mgmt
ranges:
  - { type: static, start: 10.0.3.10, end: 10.0.3.99 }`,
  },
  {
    rule: 'DD0110',
    why: 'Whoever cannot resolve names cannot find a server by its name.',
    bad: `# Network mgmt
dns: { domain: example.org, servers: 'ns1.example.org, 10.0.3.3' }`,
    good: `# Network mgmt
dns: { domain: example.org, servers: '10.0.3.2, 10.0.3.3' }`,
  },
  {
    rule: 'DD0111',
    why: 'A route that leads nowhere is one that is missing.',
    bad: `# Network data
routes:
  - { routedomain: storage, gateway: 10.0.4.1, metric: 10 }`,
    good: `# Network data
routedomain: storage
routes:
  - { routedomain: storage, gateway: 10.0.4.1, metric: 10 }`,
  },
  {
    rule: 'DD0112',
    why: 'Nodes that boot from the network ask for an address; MAAS gives them one from a dhcp range.',
    bad: `# Region site
bootstrapper: { type: maas, address: 'http://192.0.2.2:5240/MAAS', credential: { token: abc } }
# Network pxe
ranges: []`,
    good: `# Region site
bootstrapper: { type: maas, address: 'http://192.0.2.2:5240/MAAS', credential: { token: abc } }
# Network pxe
ranges:
  - { type: dhcp, start: 10.0.2.100, end: 10.0.2.199 }`,
  },
  {
    rule: 'DD0113',
    why: 'A network that is local to a rack does not exist in the others.',
    bad: `# Rack r2
tor_switches: { tor2: { mgmt_ip: 192.0.2.10 } }
local_networks: [data]`,
    good: `# Rack r1
local_networks: [data]`,
  },
  {
    rule: 'DD0114',
    why: 'The primary network has the default route, and its domain completes the names of nodes.',
    bad: `# HostProfile base
primary_network: null`,
    good: `# HostProfile base
primary_network: mgmt`,
  },
  {
    rule: 'DD0115',
    why: 'An address goes to the interface that has its network: to none, or to two, is not what was meant.',
    bad: `# HostProfile base
interfaces:
  bond0: { device_link: link, slaves: [eno1, eno2], networks: [mgmt] }`,
    good: `# HostProfile base
interfaces:
  bond0: { device_link: link, slaves: [eno1, eno2], networks: [mgmt, data] }`,
  },
  {
    rule: 'DD1006',
    why: 'Options that do not belong to the mode of a bond do nothing, or keep it from coming up.',
    bad: `# NetworkLink link
bonding: { mode: 802.3ad, mon_rate: 300, up_delay: 100, down_delay: 300 }`,
    good: `# NetworkLink link
bonding: { mode: 802.3ad, mon_rate: 100, up_delay: 100, down_delay: 300 }`,
  },
  {
    rule: 'DD1007',
    why: 'The switch ports of a link carry only what the link allows.',
    bad: `# HostProfile base
interfaces:
  bond0: { device_link: link, slaves: [eno1, eno2], networks: [mgmt, data, pxe] }`,
    good: `# HostProfile base
interfaces:
  bond0: { device_link: link, slaves: [eno1, eno2], networks: [mgmt, data] }`,
  },
  {
    rule: 'DD2005',
    why: 'Of two nodes with one address, now the one answers and now the other.',
    bad: `# BaremetalNode n2
addressing:
  - { network: oob, address: 10.0.1.11 }
  - { network: mgmt, address: 10.0.3.12 }
  - { network: data, address: 10.0.4.12 }`,
    good: `# BaremetalNode n2
addressing:
  - { network: oob, address: 10.0.1.12 }
  - { network: mgmt, address: 10.0.3.12 }
  - { network: data, address: 10.0.4.12 }`,
  },
  {
    rule: 'DD2006',
    why: 'An address with a prefix length is not a subnet: it may stand for another one than was meant.',
    bad: `# Network pxe
cidr: 10.0.2.1/24`,
    good: `# Network pxe
cidr: 10.0.2.0/24`,
  },
];
