import type { BootOverride } from '@drydock/contracts';
import { again, done, DriverError, risk, would, type ActionContext, type DriverActions } from '@drydock/driver';
import { armBoot, planBoot, type WantedBoot } from './boot.js';
import { rememberBoot, rememberedBoot } from './boot-memory.js';
import type { Bmc } from './bmc.js';
import { openForChange } from './identity.js';
import { cycleMethod, cyclePower } from './power-cycle.js';
import { powerMark } from './power-mark.js';
import { bringDown, bringUp, offered, powerOf, powerWork, resetTypes, settling, shutdownOf } from './power.js';

type Actions = Pick<DriverActions<'oob'>, 'PowerOffNode' | 'PowerOnNode' | 'PowerCycleNode'>;

export const powerActions: Actions = {
  async PowerOffNode({ target, parameters: { graceful = true, gracePeriodSeconds = 120 } }, context) {
    if (target.powerOff === 'never') throw neverOff();
    const bmc = await openForChange(target, context);
    const work = await powerWork(bmc, context, target);
    const graceSeconds = graceful ? gracePeriodSeconds : 0;
    if (context.dryRun) {
      if (powerOf(bmc) === 'off') return would([]);
      const asked = graceSeconds > 0 ? shutdownOf(work) : undefined;
      const cut = `cut power (${offered(work, resetTypes.off) ?? 'not offered'})`;
      const changes = asked === undefined ? [cut] : [`shut down (${asked})`, `${cut} after ${graceSeconds} s`];
      return would(changes, [risk('reset', 'the operating system of the node stops')]);
    }
    const sentBefore = powerMark(context.checkpointed) !== undefined || powerOf(bmc) === 'on';
    const down = await bringDown(work, { graceSeconds });
    return down.kind === 'off' ? done({ power: 'off', changed: sentBefore, forced: down.forced }) : down;
  },

  async PowerOnNode({ target, parameters: { boot } }, context) {
    const bmc = await openForChange(target, context);
    const work = await powerWork(bmc, context, target);
    const given = powerMark(context.checkpointed) !== undefined;
    if (powerOf(bmc) === 'on') return context.dryRun ? would([]) : done({ power: 'on', changed: given });
    if (context.dryRun) return would([...(await wouldArm(bmc, context, boot)), 'switch power on']);
    if (powerOf(bmc) === 'moving' && !given) return again(2, settling(bmc));
    const up = await bringUp(work, () => armForStart(bmc, context, boot));
    return up.kind === 'on' ? done({ power: 'on', changed: true }) : up;
  },

  async PowerCycleNode({ target, parameters: { graceful = false, boot } }, context) {
    const bmc = await openForChange(target, context);
    const work = await powerWork(bmc, context, target);
    if (context.dryRun) {
      const risks = powerOf(bmc) === 'off' ? [] : [risk('reset', 'the node restarts')];
      const how = `cycle power (${cycleMethod(work, target.powerOff)})`;
      return would([...(await wouldArm(bmc, context, boot)), how], risks);
    }
    const arm = () => armForStart(bmc, context, boot);
    const cycled = await cyclePower(work, { graceful, powerOff: target.powerOff, arm });
    return cycled.kind === 'on' ? done({ power: 'on', method: cycled.method }) : cycled;
  },
};

const neverOff = () =>
  new DriverError('rejected', 'this BMC shares the network interface of its node and would not come back from off', {
    evidence: ['powerOff of the target is never'],
    advice: 'Ask for a power cycle, which is a restart here; or lift powerOff (oob.power_off) when this is not so.',
  });

/** What this start is to boot from: what it asks for, else what the BMC cannot keep by itself. */
const bootOfStart = (boot: BootOverride | undefined, context: ActionContext): WantedBoot | undefined =>
  boot === undefined ? rememberedBoot(context.memory) : { ...boot, once: boot.once ?? true };

async function armForStart(bmc: Bmc, context: ActionContext, boot: BootOverride | undefined): Promise<void> {
  const wanted = bootOfStart(boot, context);
  if (wanted === undefined) return;
  const armed = await armBoot(bmc, { ...wanted, startFollows: true });
  if (!wanted.once) await rememberBoot(context, armed.rearmed ? wanted : null);
}

async function wouldArm(bmc: Bmc, context: ActionContext, boot: BootOverride | undefined): Promise<string[]> {
  const wanted = bootOfStart(boot, context);
  if (wanted === undefined || (await planBoot(bmc, wanted)).holds) return [];
  return [`boot from ${wanted.device}${wanted.once ? ' once' : ''}`];
}
