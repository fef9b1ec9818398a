import type { InterrogateOobResult } from '@drydock/contracts';
import { actAsTold, fakeSettings, reachAsTold, type Driver } from '@drydock/driver';
import { spacingSeconds } from '../bmc-spacing.js';
import { unknownNode } from '../unknown-node.js';

/** What a fake BMC says of its node: nothing that could be taken for a real one. */
const inventory: InterrogateOobResult = {
  ...unknownNode,
  power: 'on',
  health: 'ok',
  manufacturer: 'Drydock',
  model: 'fake',
};

const { options } = fakeSettings.properties;

/** A BMC that is not there, for rehearsals and tests: every action succeeds, unless its options say otherwise. */
export const fakeDriver: Driver<'oob'> = {
  service: 'oob',
  type: 'fake',
  description: 'a BMC that is not there; options say how it behaves',
  settings: {
    ...fakeSettings,
    properties: {
      options: { ...options, properties: { ...options.properties, spacingSeconds } },
    },
  },
  traits: {},
  noops: {},
  actions: {
    ConfigNodePxe: (command, context) =>
      actAsTold(command, context, {
        mechanism: 'none-needed',
        interface: command.parameters.bootMac,
        changed: false,
        resetRequired: false,
      }),
    SetNodeBoot: (command, context) => {
      const { device, once = true, mode = null } = command.parameters;
      return actAsTold(command, context, { device, once, mode, changed: true, rearmed: false });
    },
    PowerOffNode: (command, context) =>
      actAsTold(command, context, { power: 'off', changed: true, forced: command.parameters.graceful === false }),
    PowerOnNode: (command, context) => actAsTold(command, context, { power: 'on', changed: true }),
    PowerCycleNode: (command, context) => actAsTold(command, context, { power: 'on', method: 'off-on' }),
    InterrogateOob: (command, context) => actAsTold(command, context, inventory),
  },
  reach: reachAsTold,
  probe: async (target, signal) => {
    await reachAsTold(target, signal);
    return { facts: { ...inventory }, documents: [], bootMacCandidates: [] };
  },
  look: async (target, signal) => {
    await reachAsTold(target, signal);
    return { power: inventory.power, health: inventory.health };
  },
};
