import type { NetworkTarget } from '@drydock/contracts';
import { done, would, type Driver, type DriverActions } from '@drydock/driver';
import { changePort } from './change-port.js';
import { formerSetups, without } from './former-state.js';
import { readLearnedMacs, wiringOf } from './neighbours.js';
import { findPort } from './port-facts.js';
import { productionSetup, provisioningSetup, setupOf } from './port-setup.js';
import { probeSwitch } from './probe.js';
import { withSession, type SnmpSession } from './session.js';
import { snmpSettings, snmpTarget } from './snmp.settings.js';

const at = async <T>(target: NetworkTarget, signal: AbortSignal, work: (session: SnmpSession) => Promise<T>) =>
  withSession(snmpTarget(target), signal, work);

const actions: DriverActions<'network'> = {
  InterrogatePort: ({ target, parameters }, { signal, dryRun }) =>
    at(target, signal, async (session) => {
      const { port, facts, neighbours } = await findPort(session, { address: target.address, port: parameters.port });
      const macs = await readLearnedMacs(session, port);
      return dryRun ? would([]) : done({ ...facts, macs, wiring: wiringOf(parameters.expected, neighbours, macs) });
    }),

  ConfigurePortProvisioning: ({ target, parameters }, context) =>
    at(target, context.signal, async (session) => {
      const found = await findPort(session, { address: target.address, port: parameters.port });
      const { name } = found.port;
      const prepare = async () => {
        const former = formerSetups(context.memory);
        if (!Object.hasOwn(former, name)) await context.remember({ ...former, [name]: setupOf(found) });
      };
      return changePort({ target, session, context, found, wanted: provisioningSetup(found, parameters), prepare });
    }),

  ConfigurePortProduction: ({ target, parameters }, context) =>
    at(target, context.signal, async (session) => {
      const found = await findPort(session, { address: target.address, port: parameters.port });
      if (parameters.restore !== true) {
        return changePort({ target, session, context, found, wanted: productionSetup(found, parameters) });
      }
      const former = formerSetups(context.memory);
      const { name } = found.port;
      const ended = await changePort({ target, session, context, found, wanted: former[name] ?? setupOf(found) });
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
  reach: (target, signal) =>
    at(target, signal, async (session) => void (await session.get({ object: 'sysName', index: 0 }))),
  probe: (target, signal) => at(target, signal, (session) => probeSwitch(session, target)),
};
