import type { BootOverride, OobTarget } from '@drydock/contracts';
import { done, risk, would, type ActionContext, type DriverActions } from '@drydock/driver';
import { cycleGraceSeconds, powerActionsAt, type NodeAtHand } from '../power-actions.js';
import { armBoot, planBoot, type WantedBoot } from './boot.js';
import { rememberBoot, rememberedBoot } from './boot-memory.js';
import { openForChange } from './identity.js';
import { cycleMethod, cyclePower, methodAt, restartTypes } from './power-cycle.js';
import { powerOf, powerSwitchOf, resetsOf, resetTypes, type Resets } from './power.js';

type Actions = Pick<DriverActions<'oob'>, 'PowerOffNode' | 'PowerOnNode' | 'PowerCycleNode'>;

const open = async (target: OobTarget, context: ActionContext): Promise<Resets> =>
  resetsOf(await openForChange(target, context));

/** The power actions as all drivers have them, but for the cycle: how a node is cycled depends on its reset types. */
export const powerActions: Actions = {
  ...powerActionsAt(async (target, context) => {
    const resets = await open(target, context);
    return { ...powerSwitchOf(resets, target, resetTypes.restart), ...armingOf(resets, context) };
  }),

  async PowerCycleNode({ target, parameters: { graceful = false, boot } }, context) {
    const resets = await open(target, context);
    const { arm, wouldArm } = armingOf(resets, context);
    if (context.dryRun) {
      const risks = powerOf(resets.bmc) === 'off' ? [] : [risk('reset', 'the node restarts')];
      return would([...(await wouldArm(boot)), `cycle power (${cycleMethod(resets, target.powerOff)})`], risks);
    }
    const method = methodAt(context.checkpointed, resets, target.powerOff);
    const node = powerSwitchOf(resets, target, restartTypes({ method, graceful }));
    const cycled = await cyclePower(
      { node, context },
      {
        method,
        graceSeconds: graceful ? cycleGraceSeconds : 0,
        offSeconds: resets.bmc.switches.setting('offSeconds') ?? 0,
        arm: () => arm(boot),
      },
    );
    return cycled.kind === 'on' ? done({ power: 'on', method }) : cycled;
  },
};

/** What this start is to boot from: what it asks for, else what the BMC cannot keep by itself. */
const bootOfStart = (boot: BootOverride | undefined, context: ActionContext): WantedBoot | undefined =>
  boot === undefined ? rememberedBoot(context.memory) : { ...boot, once: boot.once ?? true };

const armingOf = ({ bmc }: Resets, context: ActionContext): Pick<NodeAtHand, 'arm' | 'wouldArm'> => ({
  async arm(boot) {
    const wanted = bootOfStart(boot, context);
    if (wanted === undefined) return;
    const armed = await armBoot(bmc, { ...wanted, startFollows: true });
    if (!wanted.once) await rememberBoot(context, armed.rearmed ? wanted : null);
  },
  async wouldArm(boot) {
    const wanted = bootOfStart(boot, context);
    if (wanted === undefined || (await planBoot(bmc, wanted)).holds) return [];
    return [`boot from ${wanted.device}${wanted.once ? ' once' : ''}`];
  },
});
