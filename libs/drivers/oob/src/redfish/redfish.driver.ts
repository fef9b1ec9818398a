import type { ActionName, OobTarget, ParametersOf, ResultOf } from '@drydock/contracts';
import {
  done,
  would,
  type ActionContext,
  type Command,
  type Driver,
  type DriverActions,
  type Ended,
} from '@drydock/driver';
import { uuidInOrderOf } from '../node-identity.js';
import { openBmc, unrecorded } from './bmc.js';
import { armBoot, planBoot } from './boot.js';
import { rememberBoot } from './boot-memory.js';
import { asFailure } from './failures.js';
import { openForChange } from './identity.js';
import { interrogate } from './inventory.js';
import { powerActions } from './power-actions.js';
import { lookAtBmc } from './look.js';
import { probeBmc } from './probe.js';
import { planPxe } from './pxe.js';
import { builtInQuirks } from './quirks/built-in-quirks.js';
import { redfishSettings } from './redfish.settings.js';

const actions: DriverActions<'oob'> = {
  ...powerActions,

  async InterrogateOob({ target }, context) {
    const found = await interrogate(await openBmc(target, context));
    const uuid = found.uuid && uuidInOrderOf(found.uuid, target.identity?.uuid);
    return context.dryRun ? would([]) : done({ ...found, uuid });
  },

  async SetNodeBoot({ target, parameters: { device, once = true, mode } }, context) {
    const bmc = await openForChange(target, context);
    const wanted = { device, once, mode };
    if (context.dryRun) {
      const plan = await planBoot(bmc, wanted);
      return would(plan.holds ? [] : [`boot from ${device}${plan.once ? ' once' : ''}`]);
    }
    const armed = await armBoot(bmc, wanted);
    await rememberBoot(context, armed.rearmed ? wanted : null);
    return done({ device, once: armed.once, mode: armed.mode, changed: armed.changed, rearmed: armed.rearmed });
  },

  async ConfigNodePxe({ target, parameters }, context) {
    const bmc = await openForChange(target, context);
    const plan = await planPxe({ bmc, context }, parameters);
    return context.dryRun ? would(plan.would) : done(await plan.carryOut());
  },
};

type Handler<A extends ActionName<'oob'>> = (
  command: Command<ParametersOf<'oob', A>, OobTarget>,
  context: ActionContext,
) => Promise<Ended<ResultOf<'oob', A>>>;

/** Whatever an action throws leaves the driver as a failure that names the BMC. */
const translated =
  <A extends ActionName<'oob'>>(handle: Handler<A>): Handler<A> =>
  async (command, context) =>
    atBmc(command.target, () => handle(command, context));

async function atBmc<T>({ address }: OobTarget, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asFailure(error, address);
  }
}

/** BMCs that speak standard Redfish. */
export const redfishDriver: Driver<'oob'> = {
  service: 'oob',
  type: 'redfish',
  description: 'BMCs that speak standard Redfish over HTTP or HTTPS',
  settings: redfishSettings,
  traits: {},
  noops: {},
  quirks: Object.keys(builtInQuirks),
  actions: {
    ConfigNodePxe: translated<'ConfigNodePxe'>(actions.ConfigNodePxe),
    SetNodeBoot: translated<'SetNodeBoot'>(actions.SetNodeBoot),
    PowerOffNode: translated<'PowerOffNode'>(actions.PowerOffNode),
    PowerOnNode: translated<'PowerOnNode'>(actions.PowerOnNode),
    PowerCycleNode: translated<'PowerCycleNode'>(actions.PowerCycleNode),
    InterrogateOob: translated<'InterrogateOob'>(actions.InterrogateOob),
  },
  reach: (target, signal) => atBmc(target, async () => void (await openBmc(target, unrecorded(signal)))),
  probe: (target, signal) => atBmc(target, () => probeBmc(target, unrecorded(signal))),
  look: (target, signal) => atBmc(target, () => lookAtBmc(target, signal)),
};
