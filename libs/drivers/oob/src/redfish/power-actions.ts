import type { BootOverride } from '@drydock/contracts';
import type { ActionContext } from '@drydock/driver';
import { powerActionsAt, type NodeAtHand } from '../power-actions.js';
import { armBoot, planBoot, type WantedBoot } from './boot.js';
import { rememberBoot, rememberedBoot } from './boot-memory.js';
import { openForChange } from './identity.js';
import { powerSwitchOf, resetsOf, type Resets } from './power.js';

export const powerActions = powerActionsAt(async (target, context) => {
  const resets = await resetsOf(await openForChange(target, context));
  return { ...powerSwitchOf(resets, target), ...armingOf(resets, context) };
});

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
