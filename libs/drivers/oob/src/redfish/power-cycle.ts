import type { CycleMethod, OobTarget } from '@drydock/contracts';
import { again, DriverError, type Ended } from '@drydock/driver';
import { reread } from './bmc.js';
import { powerMark } from './power-mark.js';
import {
  bringDown,
  bringUp,
  checkpoint,
  neverHappened,
  offered,
  powerOf,
  required,
  resetTypes,
  sendReset,
  type PowerWork,
} from './power.js';

export type Cycled = { readonly kind: 'on'; readonly method: CycleMethod } | Ended<never>;

export interface CycleRequest {
  readonly graceful: boolean;
  readonly powerOff: OobTarget['powerOff'];
  /** Arms the boot device; called right before the start. */
  readonly arm: () => Promise<void>;
}

const gracePeriodSeconds = 120;

/** How this node is cycled. Off and on again where both can be asked for, since only that can be read back. */
export function cycleMethod(work: PowerWork, powerOff: OobTarget['powerOff']): CycleMethod {
  const { off, on, cycle, restart } = resetTypes;
  if (powerOf(work.bmc) === 'off') return 'off-on';
  if (powerOff === 'never') return 'force-restart';
  if (offered(work, off) !== undefined && offered(work, on) !== undefined) return 'off-on';
  if (offered(work, cycle) !== undefined) return 'power-cycle';
  return offered(work, restart) === undefined ? 'off-on' : 'force-restart';
}

/**
 * Cycles the node: off, read back, on, read back. Each half is marked before it is sent; once `on` is marked, off is
 * never sent again. Where only a restart exists it is sent once: after a crash in between, the action fails.
 */
export async function cyclePower(work: PowerWork, request: CycleRequest): Promise<Cycled> {
  const mark = powerMark(work.context.checkpointed);
  const restarting = mark?.step === 'restart' || mark?.step === 'restarted';
  const method = restarting
    ? restartMethod(work, request)
    : mark === undefined
      ? cycleMethod(work, request.powerOff)
      : 'off-on';
  if (method !== 'off-on') return restart(work, { ...request, method });
  if (mark?.step !== 'on') {
    const down = await bringDown(work, { graceSeconds: request.graceful ? gracePeriodSeconds : 0 });
    if (down.kind !== 'off') return down;
    const rest = await restOff(work);
    if (rest !== null) return rest;
  }
  const up = await bringUp(work, request.arm);
  return up.kind === 'on' ? { kind: 'on', method } : up;
}

/** Some do not start again when power comes back at once. Null when it was off for long enough. */
async function restOff(work: PowerWork): Promise<Ended<never> | null> {
  const seconds = work.bmc.switches.setting('offSeconds') ?? 0;
  const mark = powerMark(work.context.checkpointed);
  if (seconds === 0 || mark === undefined) return null;
  const now = work.context.now();
  if (mark.step !== 'rest') {
    await checkpoint(work, { step: 'rest', since: now, sentAt: now });
    return again(seconds, `off, for ${seconds} s`);
  }
  const left = seconds - (now - mark.since) / 1000;
  return left > 0 ? again(left, `off, for ${Math.ceil(left)} s more`) : null;
}

const restartMethod = (work: PowerWork, { powerOff }: CycleRequest): CycleMethod =>
  powerOff !== 'never' && offered(work, resetTypes.cycle) !== undefined ? 'power-cycle' : 'force-restart';

async function restart(
  work: PowerWork,
  { graceful, arm, method }: CycleRequest & { readonly method: CycleMethod },
): Promise<Cycled> {
  const mark = powerMark(work.context.checkpointed);
  if (mark?.step === 'restart') {
    throw new DriverError(
      'rejected',
      'a restart was being sent when the action was interrupted, and is not sent twice',
      {
        evidence: [`the intent was recorded, and no answer of ${work.reset.target}`],
        advice: 'Look whether the node has restarted; ask for the power cycle again if it has not.',
      },
    );
  }
  if (mark?.step !== 'restarted') {
    const wanted = graceful ? resetTypes.gracefulRestart : resetTypes.restart;
    const type = required(work, method === 'power-cycle' ? resetTypes.cycle : wanted);
    await arm();
    await sendOnce(work, type);
  }
  return powerOf(await reread(work.bmc)) === 'on' ? { kind: 'on', method } : again(1, 'waiting until the power is on');
}

async function sendOnce(work: PowerWork, type: string): Promise<void> {
  const now = work.context.now();
  await checkpoint(work, { step: 'restart', since: now, sentAt: now });
  try {
    await sendReset(work, type, null);
  } catch (error) {
    if (neverHappened(error)) await work.context.checkpoint(null);
    throw error;
  }
  await checkpoint(work, { step: 'restarted', since: now, sentAt: now });
}
