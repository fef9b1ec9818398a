import type { NetworkTarget } from '@drydock/contracts';
import { done, would, type Driver, type DriverActions } from '@drydock/driver';
import { changePort, type PortChange } from './change-port.js';
import { formerSetups, without } from './former-state.js';
import { readLearnedMacs, wiringOf } from './neighbours.js';
import { productionSetup, provisioningSetup, setupOf } from './port-setup.js';
import { probeSwitch } from './probe.js';
import { withSession } from './session.js';
import { atSwitch } from './switch-in-use.js';
import { snmpSettings, snmpTarget } from './snmp.settings.js';

const at = async <T>(
  target: NetworkTarget,
  work: (at: Pick<PortChange, 'theSwitch' | 'target'>) => Promise<T>,
): Promise<T> => {
  const snmp = snmpTarget(target);
  return atSwitch(snmp, (theSwitch) => work({ theSwitch, target: snmp }));
};

const actions: DriverActions<'network'> = {
  InterrogatePort: ({ target: asked, parameters }, { signal, dryRun }) =>
    at(asked, async ({ theSwitch, target }) => {
      const { port, facts, neighbours } = await theSwitch.find(target, parameters.port, signal);
      const macs = await withSession(target, signal, (session) => readLearnedMacs(session, port));
      return dryRun ? would([]) : done({ ...facts, macs, wiring: wiringOf(parameters.expected, neighbours, macs) });
    }),

  ConfigurePortProvisioning: ({ target: asked, parameters }, context) =>
    at(asked, async ({ theSwitch, target }) => {
      const found = await theSwitch.find(target, parameters.port, context.signal);
      const { name } = found.port;
      const prepare = async () => {
        const former = formerSetups(context.memory);
        if (!Object.hasOwn(former, name)) await context.remember({ ...former, [name]: setupOf(found) });
      };
      return changePort({ target, theSwitch, context, found, wanted: provisioningSetup(found, parameters), prepare });
    }),

  ConfigurePortProduction: ({ target: asked, parameters }, context) =>
    at(asked, async ({ theSwitch, target }) => {
      const found = await theSwitch.find(target, parameters.port, context.signal);
      if (parameters.restore !== true) {
        return changePort({ target, theSwitch, context, found, wanted: productionSetup(found, parameters) });
      }
      const { name } = found.port;
      const wanted = formerSetups(context.memory)[name] ?? setupOf(found);
      const ended = await changePort({ target, theSwitch, context, found, wanted });
      const former = formerSetups(context.memory);
      if (ended.kind === 'done' && Object.hasOwn(former, name)) await context.remember(without(former, name));
      return ended;
    }),
};

/** Switches that let their VLANs be written over SNMP v2c, as Q-BRIDGE-MIB says. */
export const snmpDriver: Driver<'network'> = {
  service: 'network',
  type: 'snmp',
  description: 'switches whose VLANs are written over SNMP v2c (Q-BRIDGE-MIB)',
  settings: snmpSettings,
  traits: {},
  noops: {},
  actions,
  reach: async (target, signal) =>
    withSession(
      snmpTarget(target),
      signal,
      async (session) => void (await session.get({ object: 'sysName', index: 0 })),
    ),
  probe: async (target, signal) => withSession(snmpTarget(target), signal, (session) => probeSwitch(session, target)),
};
