import type { CycleMethod, OobTarget } from '@drydock/contracts';
import { again, DriverError, type Ended } from '@drydock/driver';
import { powerMark, type PowerMark } from './power-mark.js';
import {
  bringDown,
  bringUp,
  refuseLies,
  required,
  wordsOf,
  type PowerOrder,
  type PowerSwitch,
  type PowerWork,
  type WentOn,
} from './power-switch.js';

/** How this node is cycled. Off and on again where both can be asked for, since only that can be read back. */
export async function cycleMethod(node: PowerSwitch, powerOff: OobTarget['powerOff']): Promise<CycleMethod> {
  if (powerOff !== 'never' && node.cut() !== undefined && node.give() !== undefined) return 'off-on';
  if ((await node.look()) === 'off') return 'off-on';
  if (powerOff === 'never') return 'force-restart';
  if (node.cycle?.() !== undefined) return 'power-cycle';
  return node.restart('forced') === undefined ? 'off-on' : 'force-restart';
}

/** The method of a cycle that is under way, as far as its mark tells; else the one to begin with. */
export async function methodUnderWay(
  { node, context }: PowerWork,
  powerOff: OobTarget['powerOff'],
): Promise<CycleMethod> {
  const mark = powerMark(context.checkpointed);
  if (mark === undefined) return cycleMethod(node, powerOff);
  if (mark.step !== 'restart' && mark.step !== 'restarted') return 'off-on';
  return powerOff !== 'never' && node.cycle?.() !== undefined ? 'power-cycle' : 'force-restart';
}

export interface PowerCycle {
  readonly method: CycleMethod;
  readonly graceful: boolean;
  /** Arms the boot device; called right before the start. */
  readonly arm: () => Promise<void>;
}

const graceSeconds = 120;

/**
 * Cycles the node: off, read back, on, read back. Each half is marked before it is sent; once `on` is marked, off is
 * never sent again.
 */
export async function cyclePower(work: PowerWork, cycle: PowerCycle): Promise<WentOn> {
  if (cycle.method !== 'off-on') return restartOnce(work, cycle);
  if (powerMark(work.context.checkpointed)?.step !== 'on') {
    const down = await bringDown(work, cycle.graceful ? graceSeconds : 0);
    if (down.kind !== 'off') return down;
    const rest = await restOff(work);
    if (rest !== null) return rest;
  }
  return bringUp(work, cycle.arm);
}

/** Some do not start again when power comes back at once. Null when it was off for long enough. */
async function restOff({ node: { restSeconds: seconds = 0 }, context }: PowerWork): Promise<Ended<never> | null> {
  const mark = powerMark(context.checkpointed);
  if (seconds === 0 || mark === undefined) return null;
  const now = context.now();
  if (mark.step !== 'rest') {
    await context.checkpoint({ step: 'rest', since: now, sentAt: now } satisfies PowerMark);
    return again(seconds, `off, for ${seconds} s`);
  }
  const left = seconds - (now - mark.since) / 1000;
  return left > 0 ? again(left, `off, for ${Math.ceil(left)} s more`) : null;
}

/** A restart, or a power cycle by the BMC itself, is sent once: after a crash in between, the action fails. */
async function restartOnce(work: PowerWork, { method, graceful, arm }: PowerCycle): Promise<WentOn> {
  const { node, context } = work;
  const mark = powerMark(context.checkpointed);
  if (mark?.step === 'restart') {
    throw new DriverError(
      'rejected',
      'a restart was being sent when the action was interrupted, and is not sent twice',
      {
        evidence: ['the intent was recorded, and no answer'],
        advice: 'Look whether the node has restarted; ask for the power cycle again if it has not.',
      },
    );
  }
  if (mark?.step !== 'restarted') {
    const order = method === 'power-cycle' ? node.cycle?.() : node.restart(graceful ? 'graceful' : 'forced');
    const known = required(node, order, 'restart the node');
    await arm();
    await sendOnce(work, known);
  }
  const power = await node.look('on');
  if (power === 'on') return { kind: 'on' };
  if (mark !== undefined) refuseLies(work, { ...mark, answered: true }, { wanted: 'on', power });
  return again(1, `waiting until the power is on: it ${wordsOf(node, power)}`);
}

async function sendOnce({ node, context }: PowerWork, order: PowerOrder): Promise<void> {
  const now = context.now();
  await context.checkpoint({ step: 'restart', since: now, sentAt: now } satisfies PowerMark);
  try {
    await order.send();
  } catch (error) {
    if (node.wasNotTaken(error)) await context.checkpoint(null);
    throw error;
  }
  await context.checkpoint({ step: 'restarted', since: now, sentAt: now } satisfies PowerMark);
}
