import { addressOf, type ActionServiceDefinition } from '@drydock/actions';
import { nodeDrivers } from '@drydock/node-drivers';

/** The node service: one action at a time per node of a bootstrapper, and per kind of action on the site. */
export const nodeService: ActionServiceDefinition = {
  service: 'node',
  drivers: nodeDrivers,
  keyOf: (request) => `${addressOf(request)} ${request.node ?? request.action}`,
  lanes: 1,
};
