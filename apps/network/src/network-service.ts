import { addressOf, type ActionServiceDefinition } from '@drydock/actions';
import type { ActionRequest } from '@drydock/contracts';
import { networkDrivers } from '@drydock/network-drivers';
import { keepLeases } from './leases/lease.store.js';

/**
 * The network service. Many ports of a switch may be at work together, on the replica that holds it: its driver knows
 * of all of them, so that nobody else writes the VLAN tables that they share.
 */
export const networkService: ActionServiceDefinition = {
  service: 'network',
  drivers: networkDrivers,
  keyOf: addressOf,
  lanes: 64,
  partOf: portOf,
  onEnds: keepLeases,
  sealsKeptIn: 'select target from port_lease',
};

function portOf({ parameters }: ActionRequest): string | null {
  const port = parameters?.['port'];
  return typeof port === 'string' ? port : null;
}
