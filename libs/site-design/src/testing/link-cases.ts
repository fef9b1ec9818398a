import { base, error, info, n1, n2, warning, type RuleCase } from './rule-case.js';

export const plainLink = { trunking: { default_network: 'mgmt' }, allowed_networks: ['mgmt'] };

/** What networks are carried on: links, bonds, VLANs and their MTU. */
export const linkCases: readonly RuleCase[] = [
  {
    says: 'a link without trunking that carries two networks and says none of them is the default',
    change: [[['NetworkLink/link', 'trunking'], { mode: 'disabled' }]],
    finds: [
      error('DD0102', 'link', '/data/allowed_networks'),
      error('DD0102', 'link', '/data/trunking/default_network'),
    ],
  },
  {
    says: 'a VLAN id on the only network of a link, where Drydock drives no switch',
    change: [
      [['NetworkLink/link'], plainLink],
      [['Network/data'], undefined],
      [base('interfaces', 'bond0'), { device_link: 'link', slaves: ['eno1'], networks: ['mgmt'] }],
      [n1('addressing'), [{ network: 'oob', address: '10.0.1.11' }]],
      [n2('addressing'), [{ network: 'oob', address: '10.0.1.12' }]],
      [['Rack/r1'], {}],
      [n1('attachments'), undefined],
      [n2('attachments'), undefined],
    ],
    finds: [
      error('DD0102', 'link', '/data/trunking/default_network'),
      warning('DD0114', 'n1', '/data/addressing'),
      warning('DD0114', 'n2', '/data/addressing'),
    ],
  },
  {
    says: 'a tagged network without a VLAN id',
    change: [[['Network/data', 'vlan'], undefined]],
    finds: [error('DD0102', 'link', '/data/allowed_networks/1')],
  },
  {
    says: 'one VLAN both with and without its tag',
    change: [[['Network/data', 'vlan'], 20]],
    finds: [error('DD0102', 'link', '/data/allowed_networks/1')],
  },
  {
    says: 'an MTU that is too small, one that the link cannot carry, and a tagged one that may be meant',
    change: [
      [['Network/pxe', 'mtu'], 576],
      [['Network/mgmt', 'mtu'], 9000],
      [['Network/data', 'mtu'], 9000],
    ],
    finds: [
      error('DD0104', 'pxe', '/data/mtu'),
      error('DD0104', 'mgmt', '/data/mtu'),
      warning('DD0104', 'data', '/data/mtu'),
    ],
  },
  {
    says: 'two members on a link without bonding',
    change: [[['NetworkLink/link', 'bonding'], { mode: 'disabled' }]],
    finds: [
      error('DD0105', 'base', '/data/interfaces/bond0/slaves'),
      warning('DD0502', 'n1', '/data/attachments/eno1'),
      warning('DD0502', 'n1', '/data/attachments/eno2'),
      warning('DD0502', 'n2', '/data/attachments/eno1'),
      warning('DD0502', 'n2', '/data/attachments/eno2'),
    ],
  },
  {
    says: 'an interface without a link, and a bond without members',
    change: [
      [n1('interfaces', 'idle'), { networks: [] }],
      [n1('interfaces', 'bond1'), { device_link: 'link', networks: ['data'] }],
    ],
    finds: [
      warning('DD0105', 'n1', '/data/interfaces/idle'),
      error('DD0105', 'n1', '/data/interfaces/bond1/slaves'),
      warning('DD0115', 'n1', '/data/addressing/2'),
    ],
  },
  {
    says: 'a network on two links, and one on an interface whose link does not allow it',
    change: [
      [['NetworkLink/second'], { ...plainLink, allowed_networks: ['mgmt'] }],
      [base('interfaces', 'bond0', 'networks'), ['mgmt', 'data', 'pxe']],
    ],
    finds: [
      info('DD0014', 'second', '/data'),
      error('DD1007', 'second', '/data/allowed_networks/0'),
      error('DD1007', 'base', '/data/interfaces/bond0/networks/2'),
    ],
  },
  {
    says: 'LACP delays that are shorter than the time between two looks',
    change: [[['NetworkLink/link', 'bonding'], { mode: '802.3ad', mon_rate: 300, up_delay: 100 }]],
    finds: [error('DD1006', 'link', '/data/bonding/up_delay'), error('DD1006', 'link', '/data/bonding/down_delay')],
  },
  {
    says: 'LACP options on another kind of bond',
    change: [[['NetworkLink/link', 'bonding'], { mode: 'active-backup', hash: 'layer2', peer_rate: 'slow' }]],
    finds: [
      error('DD1006', 'link', '/data/bonding/hash'),
      error('DD1006', 'link', '/data/bonding/peer_rate'),
      warning('DD0502', 'n1', '/data/attachments/eno1'),
      warning('DD0502', 'n1', '/data/attachments/eno2'),
      warning('DD0502', 'n2', '/data/attachments/eno1'),
      warning('DD0502', 'n2', '/data/attachments/eno2'),
    ],
  },
  {
    says: 'a provisioning network without a VLAN id',
    change: [[['Network/pxe', 'vlan'], undefined]],
    finds: [error('DD0106', 'pxe', '/data/vlan')],
  },
  {
    says: 'no provisioning network where a switch is to be driven',
    change: [[['Region/site', 'provisioning_network'], undefined]],
    finds: [info('DD0014', 'pxe', '/data'), error('DD0106', 'site', '/data/provisioning_network')],
  },
];
