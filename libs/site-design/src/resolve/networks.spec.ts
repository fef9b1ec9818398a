import { describe, expect, it } from 'vitest';
import type { EffectiveDesign } from '../effective.js';
import { compileWith, type Change } from '../testing/small-site.js';

function designWith(...changes: readonly Change[]): EffectiveDesign {
  const { design, findings } = compileWith(...changes);
  if (design === null) throw new Error(JSON.stringify(findings));
  return design;
}

const networkOf = (design: EffectiveDesign, name: string) => design.site.networks.find((each) => each.name === name);

describe('route domains', () => {
  const member = (number: number, domain: string): Change => [
    [`Network/storage${number}`],
    {
      cidr: `10.7.${number}.0/24`,
      routedomain: domain,
      routes: [{ routedomain: 'storage', gateway: `10.7.${number}.1`, metric: 5 }],
    },
  ];
  const design = designWith(member(1, 'storage'), member(2, 'storage'), member(3, 'storage'), [
    ['Network/oob', 'routes'],
    [{ routedomain: 'storage', gateway: '10.0.1.1' }],
  ]);

  it('are routes to every other network of the domain', () => {
    expect(networkOf(design, 'storage2')?.routes).toEqual([
      { subnet: '10.7.1.0/24', gateway: '10.7.2.1', metric: 5 },
      { subnet: '10.7.3.0/24', gateway: '10.7.2.1', metric: 5 },
    ]);
  });

  it('can be reached from a network outside too', () => {
    expect(networkOf(design, 'oob')?.routes.map(({ subnet }) => subnet)).toEqual([
      '10.7.1.0/24',
      '10.7.2.0/24',
      '10.7.3.0/24',
    ]);
  });

  it('are listed for the site', () => {
    expect(design.site.routeDomains).toEqual({ storage: ['10.7.1.0/24', '10.7.2.0/24', '10.7.3.0/24'] });
  });
});

describe('networks', () => {
  it('inherit the MTU of their link, and otherwise have 1500 bytes', () => {
    const design = designWith([['NetworkLink/link', 'mtu'], 9000], [['Network/mgmt', 'mtu'], 1500]);
    expect(['mgmt', 'data', 'pxe'].map((name) => networkOf(design, name)?.mtu)).toEqual([1500, 9000, 1500]);
  });

  it('take a VLAN id in quotes or without, and DNS servers as text or list', () => {
    const design = designWith([['Network/pxe', 'vlan'], 10], [['Network/data', 'dns'], { servers: ['10.0.4.2'] }]);
    expect(networkOf(design, 'pxe')?.vlan).toBe(10);
    expect(networkOf(design, 'oob')?.vlan).toBeNull();
    expect(networkOf(design, 'mgmt')?.dns).toEqual({ domain: 'example.org', servers: ['10.0.3.2', '10.0.3.3'] });
    expect(networkOf(design, 'data')?.dns).toEqual({ domain: 'local', servers: ['10.0.4.2'] });
  });
});

describe('bonds', () => {
  const bondingOf = (bonding: object) => designWith([['NetworkLink/link', 'bonding'], bonding]).site.links[0]?.bonding;

  it('of LACP have its defaults', () => {
    expect(bondingOf({ mode: '802.3ad' })).toEqual({
      mode: '802.3ad',
      hash: 'layer3+4',
      peerRate: 'fast',
      monitorRate: 100,
      upDelay: 200,
      downDelay: 200,
    });
  });

  it('of another kind have no LACP settings, and balanced-rr is read as it is documented', () => {
    const timing = { monitorRate: 50, upDelay: 200, downDelay: 200 };
    expect(bondingOf({ mode: 'active-backup', mon_rate: 50 })).toEqual({ mode: 'active-backup', ...timing });
    expect(bondingOf({ mode: 'balanced-rr', mon_rate: 50 })).toEqual({ mode: 'balance-rr', ...timing });
  });

  it.each(['0', 0])('have no VLAN where it is written as %j', (vlan) => {
    expect(networkOf(designWith([['Network/oob', 'vlan'], vlan]), 'oob')?.vlan).toBeNull();
  });
});

describe('a link of several networks without a default network', () => {
  const undriven: Change[] = [
    [['Rack/r1'], {}],
    ...['n1', 'n2'].map((node): Change => [[`BaremetalNode/${node}`, 'attachments'], undefined]),
  ];
  const trunk: Change = [['NetworkLink/link', 'trunking'], { mode: '802.1q' }];

  it('carries the one with VLAN 0 without a tag', () => {
    const { nodes } = designWith(...undriven, trunk, [['Network/mgmt', 'vlan'], '0']);
    expect(nodes['n1']?.networking.interfaces).toMatchObject([{ untaggedNetwork: 'mgmt', taggedNetworks: ['data'] }]);
    expect(nodes['n1']?.networking.addressing).toMatchObject([
      { network: 'mgmt', vlan: null },
      { network: 'data', vlan: 21 },
    ]);
  });

  it('is refused when two of them have VLAN 0', () => {
    const both: Change[] = ['mgmt', 'data'].map((name) => [[`Network/${name}`, 'vlan'], '0']);
    expect(compileWith(...undriven, trunk, ...both).findings).toMatchObject([
      { rule: 'DD0102', level: 'error', path: '/data/allowed_networks/0' },
      { rule: 'DD0102', level: 'error', path: '/data/allowed_networks/1' },
    ]);
  });
});
