import type { ApplyNodeNetworkingParameters } from '@drydock/contracts';
import { describe, expect, it } from 'vitest';
import { productionVlan } from './config-drive.js';

const networking: ApplyNodeNetworkingParameters = {
  interfaces: [
    {
      name: 'bond0',
      link: 'data',
      members: ['nic0', 'nic1'],
      mtu: 1500,
      bonding: { mode: 'active-backup' },
      untaggedNetwork: 'mgmt',
      taggedNetworks: ['storage'],
    },
  ],
  addressing: [
    { network: 'mgmt', interface: 'bond0', vlan: null, type: 'static', address: '10.20.0.11/24' },
    { network: 'storage', interface: 'bond0', vlan: 201, type: 'static', address: '10.21.0.11/24' },
  ],
  primaryNetwork: null,
  routes: [],
  dns: { domain: 'local', servers: [] },
};
const networks = [
  { name: 'mgmt', vlan: 200 },
  { name: 'storage', vlan: 201 },
];

describe('the VLAN a deployed node lives in', () => {
  it('is that of its untagged network, as the site knows it', () => {
    expect(productionVlan(networking, networks)).toBe(200);
  });

  it('is that of its primary network where the design names one', () => {
    expect(productionVlan({ ...networking, primaryNetwork: 'storage' }, networks)).toBe(201);
  });

  it('is taken from the address when the site never told its networks', () => {
    expect(productionVlan({ ...networking, primaryNetwork: 'storage' }, [])).toBe(201);
    expect(productionVlan(networking, [])).toBeNull();
  });
});
