import type { BootOverride, OobTarget } from '@drydock/contracts';
import { done, DriverError, risk, would, type ActionContext, type DriverActions } from '@drydock/driver';
import { cycleMethod, cyclePower, methodUnderWay } from './power-cycle.js';
import { hasSent, powerMark } from './power-mark.js';
import { awaitSettled, bringDown, bringUp, type PowerSwitch } from './power-switch.js';

/** A node whose identity was checked, as the power actions need it. */
export interface NodeAtHand extends PowerSwitch {
  /** Arms what the coming start is to boot from; nothing asked for means what has to be armed before each start. */
  arm(boot: BootOverride | undefined): Promise<void>;
  /** What `arm` would change, in words. */
  wouldArm(boot: BootOverride | undefined): Promise<string[]>;
  /** What is to be done when the node has power again: it was off in between, or it was not. */
  started?(how: 'start' | 'restart'): Promise<void>;
}

type Actions = Pick<DriverActions<'oob'>, 'PowerOffNode' | 'PowerOnNode' | 'PowerCycleNode'>;

/** The power actions of a driver that can look at the power, and switch it. Every change is looked for afterwards. */
export const powerActionsAt = (
  open: (target: OobTarget, context: ActionContext, node: string) => Promise<NodeAtHand>,
): Actions => ({
  async PowerOffNode({ target, node: name, parameters: { graceful = true, gracePeriodSeconds = 120 } }, context) {
    if (target.powerOff === 'never') throw neverOff();
    const node = await open(target, context, name);
    const graceSeconds = graceful ? gracePeriodSeconds : 0;
    if (context.dryRun) {
      if ((await node.look()) === 'off') return would([]);
      const asked = graceSeconds > 0 ? node.shutdown() : undefined;
      const cut = `cut power (${node.cut()?.name ?? 'not offered'})`;
      const changes = asked === undefined ? [cut] : [`shut down (${asked.name})`, `${cut} after ${graceSeconds} s`];
      return would(changes, [risk('reset', 'the operating system of the node stops')]);
    }
    const sentBefore = hasSent(powerMark(context.checkpointed));
    const wasOff = !sentBefore && (await node.look()) === 'off';
    if (wasOff) return done({ power: 'off', changed: false, forced: false });
    const down = await bringDown({ node, context }, graceSeconds);
    return down.kind === 'off' ? done({ power: 'off', changed: true, forced: down.forced }) : down;
  },

  async PowerOnNode({ target, node: name, parameters: { boot } }, context) {
    const node = await open(target, context, name);
    const given = hasSent(powerMark(context.checkpointed));
    const power = await node.look();
    if (context.dryRun) return would(power === 'on' ? [] : [...(await node.wouldArm(boot)), 'switch power on']);
    if (power === 'on' && !given) return done({ power: 'on', changed: false });
    if (power === 'moving' && !given) return awaitSettled({ node, context });
    const up = await bringUp({ node, context }, () => node.arm(boot));
    if (up.kind !== 'on') return up;
    await node.started?.('start');
    return done({ power: 'on', changed: true });
  },

  async PowerCycleNode({ target, node: name, parameters: { graceful = false, boot } }, context) {
    const node = await open(target, context, name);
    if (context.dryRun) return wouldCycle(node, target, boot);
    const work = { node, context };
    const method = await methodUnderWay(work, target.powerOff);
    const cycled = await cyclePower(work, { method, graceful, arm: () => node.arm(boot) });
    if (cycled.kind !== 'on') return cycled;
    await node.started?.(method === 'force-restart' ? 'restart' : 'start');
    return done({ power: 'on', method });
  },
});

async function wouldCycle(node: NodeAtHand, target: OobTarget, boot: BootOverride | undefined) {
  const risks = (await node.look()) === 'off' ? [] : [risk('reset', 'the node restarts')];
  const how = `cycle power (${await cycleMethod(node, target.powerOff)})`;
  return would([...(await node.wouldArm(boot)), how], risks);
}

const neverOff = () =>
  new DriverError('rejected', 'this BMC shares the network interface of its node and would not come back from off', {
    evidence: ['powerOff of the target is never'],
    advice: 'Ask for a power cycle, which is a restart here; or lift powerOff (oob.power_off) when this is not so.',
  });
