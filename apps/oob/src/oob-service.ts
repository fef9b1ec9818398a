import type { ActionServiceDefinition } from '@drydock/actions';
import { closeOobDrivers, oobDrivers } from '@drydock/oob-drivers';
import { exclusiveKey, visitKey } from './domain/exclusive-key.js';
import { judge, learn, whyNotNow } from './domain/governor.js';
import { spacingSeconds } from './domain/spacing.js';

/** The oob service: one action at a time per BMC or domain. */
export const oobService: ActionServiceDefinition = {
  service: 'oob',
  drivers: oobDrivers,
  keyOf: exclusiveKey,
  lanes: 1,
  restSecondsOf: ({ target }) => spacingSeconds(target['options']),
  close: closeOobDrivers,
  sealsKeptIn: 'select target from bmc',
  judge,
  turnOf: visitKey,
  whyNotNow,
  learn,
};
