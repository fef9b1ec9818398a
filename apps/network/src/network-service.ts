import { addressOf, type ActionServiceDefinition } from '@drydock/actions';
import { networkDrivers } from '@drydock/network-drivers';
import { keepLeases } from './leases/lease.store.js';

/** The network service: one action at a time per switch, whose VLAN tables its ports share. */
export const networkService: ActionServiceDefinition = {
  service: 'network',
  drivers: networkDrivers,
  keyOf: addressOf,
  lanes: 1,
  onEnds: keepLeases,
  sealsKeptIn: 'select target from port_lease',
};
