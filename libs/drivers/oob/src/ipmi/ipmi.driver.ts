import { done, noop, would, type Driver } from '@drydock/driver';
import { uuidInOrderOf } from '../node-identity.js';
import { powerActionsAt } from '../power-actions.js';
import { Bmc } from './bmc.js';
import { armBoot, planBoot, rememberBoot } from './boot.js';
import { interrogate } from './inventory.js';
import { ipmiSettings } from './ipmi.settings.js';
import { nodeAtBmc, openForChange } from './node-at-bmc.js';
import { probeBmc } from './probe.js';

const cannotChooseInterface =
  'IPMI cannot choose between network interfaces: enable PXE on the boot interface alone in the BIOS of the node';

/** BMCs that speak IPMI 2.0, through the program ipmitool. */
export const ipmiDriver: Driver<'oob'> = {
  service: 'oob',
  type: 'ipmi',
  description: 'BMCs that speak IPMI 2.0 (RMCP+), through ipmitool',
  settings: ipmiSettings,
  traits: {},
  noops: { ConfigNodePxe: cannotChooseInterface },
  actions: {
    ...powerActionsAt(nodeAtBmc),

    ConfigNodePxe: async () => noop(cannotChooseInterface),

    async SetNodeBoot({ target, parameters: { device, once = true, mode } }, context) {
      const bmc = await openForChange(target, context);
      const wanted = { device, once, mode };
      if (context.dryRun) {
        const { armed } = await planBoot(bmc, wanted, context);
        return would(armed ? [] : [`boot from ${device}${once ? ' once' : ''}`]);
      }
      const armed = await armBoot(bmc, wanted, context);
      await rememberBoot(context, armed.rearmed ? wanted : null);
      return done({ device, once, ...armed });
    },

    async InterrogateOob({ target }, context) {
      const found = await interrogate(new Bmc(target, context.signal, context));
      const uuid = found.uuid && uuidInOrderOf(found.uuid, target.identity?.uuid);
      return context.dryRun ? would([]) : done({ ...found, uuid });
    },
  },
  reach: async (target, signal) => void (await new Bmc(target, signal).ask('mc', 'info')),
  probe: probeBmc,
};
