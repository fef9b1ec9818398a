import type { CycleMethod, OobTarget } from '@drydock/contracts';
import { again, type Ended } from '@drydock/driver';
import { powerMark, type PowerMark } from '../power-mark.js';
import { bringDown, bringUp, restartOnce, type PowerWork } from '../power-switch.js';
import { offered, powerOf, resetTypes, type Resets } from './power.js';

/** How this node is cycled. Off and on again where both can be asked for, since only that can be read back. */
export function cycleMethod(resets: Resets, powerOff: OobTarget['powerOff']): CycleMethod {
  const { off, on, cycle, restart } = resetTypes;
  if (powerOf(resets.bmc) === 'off') return 'off-on';
  if (powerOff === 'never') return 'force-restart';
  if (offered(resets, off) !== undefined && offered(resets, on) !== undefined) return 'off-on';
  if (offered(resets, cycle) !== undefined) return 'power-cycle';
  return offered(resets, restart) === undefined ? 'off-on' : 'force-restart';
}

/** The method of a cycle that is under way, as far as its mark tells; else the one to begin with. */
export function methodAt(checkpointed: unknown, resets: Resets, powerOff: OobTarget['powerOff']): CycleMethod {
  const mark = powerMark(checkpointed);
  if (mark === undefined) return cycleMethod(resets, powerOff);
  if (mark.step !== 'restart' && mark.step !== 'restarted') return 'off-on';
  return powerOff !== 'never' && offered(resets, resetTypes.cycle) !== undefined ? 'power-cycle' : 'force-restart';
}

interface RestartWish {
  readonly method: CycleMethod;
  readonly graceful: boolean;
}

/** The reset types that restart a node by this method, the better first. */
export function restartTypes({ method, graceful }: RestartWish): readonly string[] {
  if (method === 'power-cycle') return resetTypes.cycle;
  return graceful ? resetTypes.gracefulRestart : resetTypes.restart;
}

export interface CycleRequest {
  readonly method: CycleMethod;
  readonly graceSeconds: number;
  /** For how long the node is off at least. */
  readonly offSeconds: number;
  /** Arms the boot device; called right before the start. */
  readonly arm: () => Promise<void>;
}

/**
 * Cycles the node: off, read back, on, read back. Each half is marked before it is sent; once `on` is marked, off is
 * never sent again. Where only a restart exists it is sent once: after a crash in between, the action fails.
 */
export async function cyclePower(
  work: PowerWork,
  { method, graceSeconds, offSeconds, arm }: CycleRequest,
): Promise<{ readonly kind: 'on' } | Ended<never>> {
  if (method !== 'off-on') return restartOnce(work, arm);
  if (powerMark(work.context.checkpointed)?.step !== 'on') {
    const down = await bringDown(work, graceSeconds);
    if (down.kind !== 'off') return down;
    const rest = await restOff(work, offSeconds);
    if (rest !== null) return rest;
  }
  return bringUp(work, arm);
}

/** Some do not start again when power comes back at once. Null when it was off for long enough. */
async function restOff({ context }: PowerWork, seconds: number): Promise<Ended<never> | null> {
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
