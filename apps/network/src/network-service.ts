import { addressOf, type ActionServiceDefinition } from '@drydock/actions';
import { networkDrivers } from '@drydock/network-drivers';

/** The network service: one action at a time per switch, whose VLAN tables its ports share. */
export const networkService: ActionServiceDefinition = {
  service: 'network',
  drivers: networkDrivers,
  keyOf: addressOf,
  lanes: 1,
};
