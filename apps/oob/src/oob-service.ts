import { addressOf, type ActionServiceDefinition } from '@drydock/actions';
import { closeOobDrivers, oobDrivers } from '@drydock/oob-drivers';
import { judge, learn } from './domain/governor.js';

/** The oob service: one action at a time per BMC, whatever the scheme that it is spoken to by. */
export const oobService: ActionServiceDefinition = {
  service: 'oob',
  drivers: oobDrivers,
  keyOf: (request) => addressOf(request).replace(/^https?:\/\//, ''),
  lanes: 1,
  close: closeOobDrivers,
  sealsKeptIn: 'select target from bmc',
  judge,
  learn,
};
