import { again, DriverError, type ActionContext, type Ended } from '@drydock/driver';
import { powerMark, type PowerMark } from './power-mark.js';

/** `moving`: on the way, or not told. */
export type Power = 'on' | 'off' | 'moving';

/**
 * What a driver can do about the power of one node. Whatever is thrown without `leftRunning` says that nothing was done:
 * it may be sent again.
 */
export interface PowerSwitch {
  look(): Promise<Power>;
  /** Asks the operating system; `unsupported` or `rejected` where nobody can be asked, and power is cut then. */
  askToShutDown(): Promise<void>;
  cut(): Promise<void>;
  give(): Promise<void>;
  restart(): Promise<void>;
  /** How long the power may take to follow what was accepted. */
  readonly settleMs: number;
}

/** One action that switches power: with what, and how far the action is. */
export interface PowerWork {
  readonly node: PowerSwitch;
  readonly context: ActionContext;
}

const resendAfterMs = 30_000;

export type WentOff = { readonly kind: 'off'; readonly forced: boolean } | Ended<never>;

/** Brings the node down: asks its operating system, and cuts power when that takes too long. 0 s cut it at once. */
export async function bringDown(work: PowerWork, graceSeconds: number): Promise<WentOff> {
  const { node, context } = work;
  const mark = powerMark(context.checkpointed);
  const power = await node.look();
  if (power === 'off') return { kind: 'off', forced: mark?.step === 'off' };
  if (mark === undefined) {
    if (power === 'moving') return again(2, 'waiting for the power to settle');
    if (graceSeconds > 0 && (await wasAsked(work))) return again(2, 'the operating system was asked to shut down');
    return forceOff(work, context.now());
  }
  if (mark.step === 'shutdown') {
    const graceLeft = mark.since + graceSeconds * 1000 - context.now();
    if (graceLeft <= 0) return forceOff(work, context.now());
    return again(
      Math.min(2, graceLeft / 1000),
      `the operating system has ${Math.ceil(graceLeft / 1000)} s left to shut down`,
    );
  }
  refuseLies(work, mark, power);
  if (power === 'on' && context.now() - mark.sentAt >= resendAfterMs) return forceOff(work, mark.since);
  return again(1, 'waiting until the power is off');
}

async function wasAsked({ node, context }: PowerWork): Promise<boolean> {
  const now = context.now();
  await context.checkpoint({ step: 'shutdown', since: now, sentAt: now } satisfies PowerMark);
  try {
    await node.askToShutDown();
    return true;
  } catch (error) {
    if (!(error instanceof DriverError) || (error.kind !== 'unsupported' && error.kind !== 'rejected')) throw error;
    context.progress(`the operating system cannot be asked: ${error.message}`);
    return false;
  }
}

async function forceOff({ node, context }: PowerWork, since: number): Promise<WentOff> {
  await context.checkpoint({ step: 'off', since, sentAt: context.now() } satisfies PowerMark);
  await node.cut();
  return (await node.look()) === 'off'
    ? { kind: 'off', forced: true }
    : again(1, 'power was cut, waiting until it is off');
}

export type WentOn = { readonly kind: 'on' } | Ended<never>;

/** Gives power to a node that is off, arming its boot device right before. */
export async function bringUp({ node, context }: PowerWork, arm: () => Promise<void>): Promise<WentOn> {
  const mark = powerMark(context.checkpointed);
  const given = mark?.step === 'on' ? mark : undefined;
  if (given !== undefined) {
    const power = await node.look();
    if (power === 'on') return { kind: 'on' };
    refuseLies({ node, context }, given, power);
    if (power === 'moving' || context.now() - given.sentAt < resendAfterMs)
      return again(1, 'waiting until the power is on');
  }
  await arm();
  const now = context.now();
  await context.checkpoint({ step: 'on', since: given?.since ?? now, sentAt: now } satisfies PowerMark);
  await node.give();
  return (await node.look()) === 'on' ? { kind: 'on' } : again(1, 'power was given, waiting until it is on');
}

/** Restarts a node that must not go off. It is sent once: after a crash in between, the action fails. */
export async function restartOnce({ node, context }: PowerWork, arm: () => Promise<void>): Promise<WentOn> {
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
    await arm();
    await sendOnce({ node, context });
  }
  return (await node.look()) === 'on' ? { kind: 'on' } : again(1, 'waiting until the power is on');
}

async function sendOnce({ node, context }: PowerWork): Promise<void> {
  const now = context.now();
  await context.checkpoint({ step: 'restart', since: now, sentAt: now } satisfies PowerMark);
  try {
    await node.restart();
  } catch (error) {
    if (!(error instanceof DriverError && error.leftRunning)) await context.checkpoint(null);
    throw error;
  }
  await context.checkpoint({ step: 'restarted', since: now, sentAt: now } satisfies PowerMark);
}

/** What accepted and shows nothing of it for long is not believed any longer. */
function refuseLies({ node, context }: PowerWork, { step, since }: PowerMark, shown: Power): void {
  const waited = context.now() - since;
  if (waited < node.settleMs) return;
  const seconds = Math.round(waited / 1000);
  const is = shown === 'moving' ? 'neither on nor off' : `still ${shown}`;
  throw new DriverError('rejected', `it was accepted to switch power ${step}, but after ${seconds} s it is ${is}`, {
    evidence: [`power ${step} was accepted, power is ${is}`],
    advice: 'Look at the node and its power supply; a cold restart of the BMC often helps.',
  });
}
