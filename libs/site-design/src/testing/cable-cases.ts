import { base, error, n1, n2, warning, type RuleCase } from './rule-case.js';

const cable = (port: string, lag?: object) => ({ switch: 'tor1', port, ...(lag && { lag }) });
const second = { type: 'snmp', address: '192.0.2.10', credential: 'secret-community' };
const lag = { name: 'Po1' };

/** BMCs, switches, cables. */
export const cableCases: readonly RuleCase[] = [
  {
    says: 'two nodes that are one virtual machine',
    change: [
      [
        base('oob'),
        { type: 'libvirt', network: 'oob', libvirt_uri: 'qemu+ssh://me@192.0.2.20/system', system_id: 'vm1' },
      ],
    ],
    finds: [error('DD0403', 'base', '/data/oob/system_id')],
  },
  {
    says: 'two names for one switch, and a node that has the address of a switch',
    change: [
      [['Rack/r1', 'tor_switches', 'tor2'], { ...second, address: '192.0.2.9' }],
      [['Rack/r1', 'tor_switches', 'tor3'], { ...second, address: '10.0.3.11' }],
    ],
    finds: [warning('DD0403', 'r1', '/data/tor_switches/tor2'), warning('DD0403', 'n1', '/data/addressing/1/address')],
  },
  {
    says: 'an aggregation that two nodes have',
    change: [
      [n2('attachments', 'eno1', 'lag', 'name'), 'Po1'],
      [n2('attachments', 'eno2', 'lag', 'name'), 'Po1'],
    ],
    finds: [
      error('DD0502', 'n2', '/data/attachments/eno1/lag/name'),
      error('DD0502', 'n2', '/data/attachments/eno2/lag/name'),
    ],
  },
  {
    says: 'a bond of which one cable is not in the design',
    change: [[n1('attachments', 'eno2'), undefined]],
    finds: [warning('DD0502', 'n1', '/data/attachments/eno1')],
  },
  {
    says: 'ports without aggregation, and with a static one, on a bond that speaks LACP',
    change: [[n1('attachments'), { eno1: cable('Ethernet1'), eno2: cable('Ethernet11', { ...lag, mode: 'static' }) }]],
    finds: [warning('DD0502', 'n1', '/data/attachments/eno1'), warning('DD0502', 'n1', '/data/attachments/eno2')],
  },
  {
    says: 'one aggregation that is described in two ways',
    change: [
      [
        n1('attachments'),
        { eno1: cable('Ethernet1', { ...lag, rate: 'slow' }), eno2: cable('Ethernet11', { ...lag, rate: 'fast' }) },
      ],
    ],
    finds: [warning('DD0502', 'n1', '/data/attachments/eno2')],
  },
  {
    says: 'a bond on two switches that are no pair',
    change: [
      [['Rack/r1', 'tor_switches', 'tor2'], second],
      [n1('attachments', 'eno2', 'switch'), 'tor2'],
    ],
    finds: [warning('DD0502', 'n1', '/data/attachments/eno2')],
  },
  {
    says: 'a bond on two switches that are a pair: nothing is wrong with that',
    change: [
      [['Rack/r1', 'tor_switches', 'tor2'], second],
      [
        n1('attachments'),
        {
          eno1: cable('Ethernet1', { ...lag, mlag_id: 7 }),
          eno2: { ...cable('Ethernet1', { ...lag, mlag_id: 7 }), switch: 'tor2' },
        },
      ],
    ],
    finds: [],
  },
  {
    says: 'aggregations that speak LACP with a bond that does not',
    change: [[['NetworkLink/link', 'bonding'], { mode: 'balance-rr' }]],
    finds: ['n1', 'n2'].flatMap((node) => [
      warning('DD0502', node, '/data/attachments/eno1'),
      warning('DD0502', node, '/data/attachments/eno2'),
    ]),
  },
  {
    says: 'addresses of a switch and of a bootstrapper, and a libvirt URI, that are none',
    change: [
      [['Rack/r1', 'tor_switches', 'tor1', 'address'], 'tor 1'],
      [n1('bootstrapper'), { type: 'builtin', address: 'http://', credential: { token: 'secret-token' } }],
      [n2('oob'), { type: 'libvirt', libvirt_uri: 'qemu+ssh://me@host with spaces/system' }],
    ],
    finds: [
      error('DD3103', 'r1', '/data/tor_switches/tor1/address'),
      error('DD3103', 'n1', '/data/bootstrapper/address'),
      error('DD3103', 'n2', '/data/oob/libvirt_uri'),
    ],
  },
  {
    says: 'nothing in libvirt beside the oob service, of the system or of its user',
    change: [
      [n1('oob'), { type: 'libvirt', libvirt_uri: 'qemu:///system' }],
      [n2('oob'), { type: 'libvirt', libvirt_uri: 'qemu:///session' }],
    ],
    finds: [],
  },
  {
    says: 'libvirt without a boot MAC',
    change: [
      [n1('oob'), { type: 'libvirt', libvirt_uri: 'qemu:///system' }],
      [n1('metadata', 'boot_mac'), undefined],
      [['HardwareProfile/hw', 'bootstrap_protocol'], 'hdd'],
      [['Region/site', 'bootstrapper', 'type'], 'ironic'],
    ],
    finds: [error('DD0402', 'n1', '/data/metadata/boot_mac')],
  },
  {
    says: 'racks that a node filter names and the design does not have',
    change: [
      [
        ['BootAction/greet', 'node_filter'],
        { filter_set_type: 'union', filter_set: [{ filter_type: 'union', rack_names: ['r1', 'r9'] }] },
      ],
    ],
    finds: [warning('DD0602', 'greet', '/data/node_filter/filter_set/0/rack_names/1')],
  },
  {
    says: 'assets with nothing in them, and a path that is there twice',
    change: [
      [
        ['BootAction/greet', 'assets'],
        [
          { type: 'file', path: '/a' },
          { type: 'file', path: '/a', data: 'x' },
          { type: 'unit', data: 'x' },
        ],
      ],
    ],
    finds: [
      warning('DD0604', 'greet', '/data/assets/0/data'),
      warning('DD0604', 'greet', '/data/assets/1/path'),
      error('DD0604', 'greet', '/data/assets/2/path'),
    ],
  },
  {
    says: 'a credential that is an object, and has the account in it: nothing is wrong with that',
    change: [
      [base('oob'), { type: 'redfish', network: 'oob', credential: { username: 'root', password: 'secret-password' } }],
    ],
    finds: [],
  },
];
