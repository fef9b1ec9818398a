import { plainLink } from './link-cases.js';
import { base, error, info, n1, n2, warning, type RuleCase } from './rule-case.js';

const range = (type: string, start: string, end: string) => ({ type, start, end });
const addressing = (mgmt: string) => [
  { network: 'oob', address: '10.0.1.11' },
  { network: 'mgmt', address: mgmt },
  { network: 'data', address: '10.0.4.11' },
];
const gateway = '10.0.4.1';

/** What addresses, ranges and routes are for. */
export const networkPlanCases: readonly RuleCase[] = [
  {
    says: 'every range that overlaps an earlier one, also where one is wholly inside the other',
    change: [
      [
        ['Network/pxe', 'ranges'],
        [
          range('dhcp', '10.0.2.100', '10.0.2.199'),
          range('reserved', '10.0.2.120', '10.0.2.130'),
          range('static', '10.0.2.199', '10.0.2.210'),
          range('static', '10.0.2.211', '10.0.2.220'),
        ],
      ],
    ],
    finds: [warning('DD0107', 'pxe', '/data/ranges/1'), warning('DD0107', 'pxe', '/data/ranges/2')],
  },
  {
    says: 'every network that is inside another, also behind one that is smaller, and two that are the same',
    change: [
      [
        ['NetworkLink/link', 'allowed_networks'],
        ['mgmt', 'data', 'a', 'b', 'c'],
      ],
      [['Network/a'], { cidr: '10.7.0.0/16', vlan: '31' }],
      [['Network/b'], { cidr: '10.7.1.0/24', vlan: '32' }],
      [['Network/c'], { cidr: '10.7.200.0/24', vlan: '33' }],
    ],
    finds: [warning('DD0108', 'b', '/data/cidr'), warning('DD0108', 'c', '/data/cidr')],
  },
  {
    says: 'an address in a dhcp range, and one in no static range',
    change: [
      [
        ['Network/mgmt', 'ranges'],
        [range('static', '10.0.3.12', '10.0.3.99'), range('dhcp', '10.0.3.100', '10.0.3.199')],
      ],
      [n2('addressing', '1', 'address'), '10.0.3.100'],
    ],
    finds: [
      warning('DD0109', 'n1', '/data/addressing/1/address'),
      warning('DD0109', 'n2', '/data/addressing/1/address'),
    ],
  },
  {
    says: 'an address that is the gateway',
    change: [[n1('addressing'), addressing('10.0.3.1')]],
    finds: [warning('DD0109', 'n1', '/data/addressing/1/address')],
  },
  {
    says: 'an address that is the subnet itself, and one that is for all',
    change: [
      [n1('addressing'), addressing('10.0.3.0')],
      [n2('addressing', '1', 'address'), '10.0.3.255'],
    ],
    finds: [
      warning('DD0109', 'n1', '/data/addressing/1/address'),
      warning('DD0109', 'n2', '/data/addressing/1/address'),
    ],
  },
  {
    says: 'DNS servers that are names, but takes IPv6',
    change: [
      [
        ['Network/mgmt', 'dns', 'servers'],
        ['2001:db8::53', 'ns.example.org', '10.0.3.300'],
      ],
    ],
    finds: [warning('DD0110', 'mgmt', '/data/dns/servers'), warning('DD0110', 'mgmt', '/data/dns/servers')],
  },
  {
    says: 'routes to nowhere, to an empty route domain, and twice to the same',
    change: [
      [
        ['Network/data', 'routes'],
        [
          { gateway },
          { routedomain: 'none', gateway },
          { subnet: '10.9.0.0/16', gateway },
          { subnet: '10.9.0.0/16', gateway },
        ],
      ],
    ],
    finds: [
      warning('DD0111', 'data', '/data/routes/0'),
      warning('DD0111', 'data', '/data/routes/1/routedomain'),
      warning('DD0111', 'data', '/data/routes/3'),
    ],
  },
  {
    says: 'a member of a route domain that has no gateway to the others, and a primary network without default route',
    change: [
      [['Network/data', 'routedomain'], 'storage'],
      [['Network/data', 'routes'], [{ routedomain: 'storage', gateway, metric: 5 }]],
      [['Network/mgmt', 'routedomain'], 'storage'],
      [['Network/mgmt', 'routes'], []],
    ],
    finds: [warning('DD0111', 'mgmt', '/data/routedomain'), info('DD0111', 'mgmt', '/data/routes')],
  },
  {
    says: 'no dhcp range at all, in a design for MAAS without provisioning network',
    change: [
      [['Region/site', 'bootstrapper'], { type: 'maas', address: 'http://192.0.2.2/', credential: { token: 'x' } }],
      [['Region/site', 'provisioning_network'], undefined],
      [['Rack/r1', 'tor_switches', 'tor1', 'type'], undefined],
      [n1('attachments'), undefined],
      [n2('attachments'), undefined],
      [['Network/mgmt', 'vlan'], undefined],
      [['Network/pxe'], undefined],
    ],
    finds: [warning('DD0112', '', '')],
  },
  {
    says: 'networks that are local to another rack, for a node that is in no rack too',
    change: [
      [
        ['Rack/r1', 'local_networks'],
        ['data', 'mgmt'],
      ],
      [['Rack/r2'], { tor_switches: { tor2: { mgmt_ip: '192.0.2.10' } }, local_networks: ['data'] }],
      [n1('metadata', 'rack'), 'r2'],
      [n2('metadata', 'rack'), undefined],
    ],
    finds: [
      warning('DD0113', 'n1', '/data/addressing/1'),
      warning('DD0113', 'n2', '/data/addressing/1'),
      warning('DD0113', 'n2', '/data/addressing/2'),
    ],
  },
  {
    says: 'a node without an address in its primary network, and one without primary network',
    change: [
      [n1('addressing'), [{ network: 'oob', address: '10.0.1.11' }]],
      [n2('primary_network'), '!'],
    ],
    finds: [warning('DD0114', 'n1', '/data/addressing'), warning('DD0114', 'n2', '/data/primary_network')],
  },
  {
    says: 'the BMC on an interface of the node, which some have: nothing is wrong with that',
    change: [
      [
        ['NetworkLink/link', 'allowed_networks'],
        ['mgmt', 'data', 'oob'],
      ],
      [['Network/oob', 'vlan'], '19'],
      [base('interfaces', 'bond0', 'networks'), ['mgmt', 'data', 'oob']],
    ],
    finds: [],
  },
  {
    says: 'a default network that its link does not allow',
    change: [
      [['NetworkLink/other'], { trunking: { default_network: 'oob' }, allowed_networks: [] }],
      [n1('interfaces', 'eth9'), { device_link: 'other', slaves: ['eth9'], networks: [] }],
    ],
    finds: [warning('DD0102', 'other', '/data/trunking/default_network')],
  },
  {
    says: 'names that are missing behind noconfig, where nobody needs them',
    change: [
      [
        ['NetworkLink/other'],
        { trunking: { default_network: 'void' }, allowed_networks: ['void'], labels: { noconfig: 'x' } },
      ],
      [n1('interfaces', 'eth9'), { device_link: 'other', slaves: ['eth9'], networks: ['void'] }],
    ],
    finds: [
      warning('DD0010', 'other', '/data/trunking/default_network'),
      warning('DD0010', 'other', '/data/allowed_networks/0'),
      warning('DD0010', 'n1', '/data/interfaces/eth9/networks/0'),
    ],
  },
  {
    says: 'options of a bond that is none',
    change: [
      [['NetworkLink/other'], { bonding: { mon_rate: 100 }, trunking: { mode: '802.1q' }, allowed_networks: [] }],
      [n1('interfaces', 'eth9'), { device_link: 'other', slaves: ['eth9'], networks: [] }],
    ],
    finds: [warning('DD1006', 'other', '/data/bonding/mon_rate')],
  },
  {
    says: 'a member of two interfaces',
    change: [[n1('interfaces', 'bond1'), { device_link: 'link', slaves: ['eno2', 'eno3'], networks: [] }]],
    finds: [
      error('DD0105', 'n1', '/data/interfaces/bond1/slaves/0'),
      warning('DD0502', 'n1', '/data/attachments/eno2'),
    ],
  },
  {
    says: 'a tagged network without a VLAN id, and a VLAN both with and without its tag, where no interface has them',
    change: [
      [['Network/spare'], { cidr: '10.7.0.0/24' }],
      [['Network/twin'], { cidr: '10.8.0.0/24', vlan: '20' }],
      [
        ['NetworkLink/link', 'allowed_networks'],
        ['mgmt', 'data', 'spare', 'twin'],
      ],
    ],
    finds: [
      warning('DD0102', 'link', '/data/allowed_networks/2'),
      warning('DD0102', 'link', '/data/allowed_networks/3'),
    ],
  },
  {
    says: 'LACP options on a round-robin bond, which Drydock passed over',
    change: [
      [['NetworkLink/other'], { ...plainLink, bonding: { mode: 'balance-rr', hash: 'layer2' }, allowed_networks: [] }],
      [['NetworkLink/other', 'trunking'], { mode: '802.1q' }],
      [n1('interfaces', 'bond9'), { device_link: 'other', slaves: ['eth9'], networks: [] }],
    ],
    finds: [warning('DD1006', 'other', '/data/bonding/hash')],
  },
  {
    says: 'a default network that is not there, on a link that a node has',
    change: [
      [['NetworkLink/other'], { ...plainLink, trunking: { default_network: 'void' }, allowed_networks: ['void'] }],
      [n1('interfaces', 'eth9'), { device_link: 'other', slaves: ['eth9'], networks: [] }],
    ],
    finds: [
      error('DD0010', 'other', '/data/trunking/default_network'),
      warning('DD0010', 'other', '/data/allowed_networks/0'),
    ],
  },
  {
    says: 'a VLAN id that is none',
    change: [[['Network/pxe', 'vlan'], '4095']],
    finds: [error('DD0103', 'pxe', '/data/vlan')],
  },
];
