import { plainLink } from './link-cases.js';
import { base, error, info, n1, n2, warning, type RuleCase } from './rule-case.js';

/** Documents, references, addresses. */
export const networkCases: readonly RuleCase[] = [
  {
    says: 'a design without a Region is warned of, and so is what only a Region can say',
    change: [[['Region/site'], undefined]],
    finds: [
      warning('DD0009', '', ''),
      info('DD0014', 'pxe', '/data'),
      error('DD0106', 'r1', '/data/tor_switches/tor1'),
      warning('DD0304', 'n1', '/data/bootstrapper'),
    ],
  },
  {
    says: 'of two Regions the first is not used',
    change: [[['Region/zweite'], {}]],
    finds: [
      warning('DD0009', 'site', ''),
      info('DD0014', 'pxe', '/data'),
      error('DD0106', 'zweite', '/data/provisioning_network'),
      warning('DD0304', 'zweite', '/data/bootstrapper'),
    ],
  },
  {
    says: 'a host profile that is not there',
    change: [[n1('host_profile'), 'nobody']],
    finds: [error('DD0008', 'n1', '/data/host_profile')],
  },
  {
    says: 'a hardware profile that is not there, once for all nodes that inherit it',
    change: [[base('hardware_profile'), 'nothing']],
    finds: [error('DD0010', 'base', '/data/hardware_profile'), info('DD0014', 'hw', '/data')],
  },
  {
    says: 'no hardware profile at all',
    change: [[base('hardware_profile'), undefined]],
    finds: [
      error('DD0011', 'n1', '/data/hardware_profile'),
      error('DD0011', 'n2', '/data/hardware_profile'),
      info('DD0014', 'hw', '/data'),
    ],
  },
  {
    says: 'an address in a network that is not there; one by DHCP there can be lived with',
    change: [
      [
        n1('addressing'),
        [
          { network: 'oob', address: '10.0.1.11' },
          { network: 'lan', address: '10.9.0.1' },
          { network: 'wan', address: 'dhcp' },
        ],
      ],
    ],
    finds: [
      error('DD0010', 'n1', '/data/addressing/1'),
      warning('DD0010', 'n1', '/data/addressing/2'),
      warning('DD0114', 'n1', '/data/addressing'),
    ],
  },
  {
    says: 'a link, a provisioning network and a default network that are not there; this one on a link that nothing uses',
    change: [
      [n1('interfaces'), { bond0: { device_link: 'rope' } }],
      [['Region/site', 'provisioning_network'], 'boots'],
      [['NetworkLink/other'], { ...plainLink, trunking: { default_network: 'void' }, allowed_networks: [] }],
    ],
    finds: [
      error('DD0010', 'site', '/data/provisioning_network'),
      warning('DD0010', 'other', '/data/trunking/default_network'),
      error('DD0010', 'n1', '/data/interfaces/bond0/device_link'),
      info('DD0014', 'pxe', '/data'),
      info('DD0014', 'other', '/data'),
      warning('DD0102', 'other', '/data/trunking/default_network'),
      warning('DD0501', 'n1', '/data/attachments/eno1'),
      warning('DD0501', 'n1', '/data/attachments/eno2'),
    ],
  },
  {
    says: 'the network of a BMC that is not there, where somebody else switches the power',
    change: [
      [n1('oob', 'network'), 'void'],
      [n1('oob', 'type'), 'manual'],
    ],
    finds: [warning('DD0010', 'n1', '/data/oob/network'), warning('DD0115', 'n1', '/data/addressing/0')],
  },
  {
    says: 'a primary network, a rack and a local network that are not there can be lived with',
    change: [
      [n1('primary_network'), 'nowhere'],
      [n1('metadata', 'rack'), 'r9'],
      [
        ['Rack/r1', 'local_networks'],
        ['pxe', 'gone'],
      ],
    ],
    finds: [
      warning('DD0010', 'r1', '/data/local_networks/1'),
      warning('DD0010', 'n1', '/data/primary_network'),
      warning('DD0010', 'n1', '/data/metadata/rack'),
    ],
  },
  {
    says: 'secrets in options and URLs, which nobody would seal',
    change: [
      [base('oob', 'options'), { kg_password: 'secret-kg', cipherSuite: 3, bypass: 'yes', hostKey: 'ssh-ed25519 A' }],
      [['Region/site', 'repositories'], { main: { repo_type: 'apt', url: 'https://me:secret-pw@example.org/' } }],
    ],
    finds: [
      error('DD0012', 'site', '/data/repositories/main/url'),
      error('DD0012', 'base', '/data/oob/options/kg_password'),
    ],
  },
  {
    says: 'a CIDR with host bits',
    change: [[['Network/pxe', 'cidr'], '10.0.2.1/24']],
    finds: [error('DD2006', 'pxe', '/data/cidr')],
  },
  {
    says: 'an address, a gateway and a range outside their network, and a route without gateway',
    change: [
      [n1('addressing', '1', 'address'), '10.9.9.9'],
      [
        ['Network/data', 'routes'],
        [{ subnet: '10.9.0.0/16', gateway: '10.5.0.1' }, { subnet: '10.8.0.0/16' }],
      ],
      [['Network/pxe', 'ranges'], [{ type: 'dhcp', start: '10.0.2.9', end: '10.0.9.9' }]],
    ],
    finds: [
      warning('DD0101', 'pxe', '/data/ranges/0'),
      error('DD0101', 'data', '/data/routes/0/gateway'),
      error('DD0101', 'data', '/data/routes/1/gateway'),
      error('DD0101', 'n1', '/data/addressing/1/address'),
    ],
  },
  {
    says: 'an address that two nodes have',
    change: [[n2('addressing', '1', 'address'), '10.0.3.11']],
    finds: [error('DD2005', 'n2', '/data/addressing/1/address')],
  },
];
