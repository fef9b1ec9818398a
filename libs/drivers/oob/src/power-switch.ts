import { again, DriverError, type ActionContext, type Ended } from '@drydock/driver';
import { hasSent, notTaken, powerMark, type PowerMark } from './power-mark.js';
import { noteUnsettled, settling, waitToSettle } from './power-settling.js';

/** `moving`: on the way, or not told. */
export type Power = 'on' | 'off' | 'moving';

/** One thing that can be sent to switch power. */
export interface PowerOrder {
  /** As the BMC is told it, for plans and progress. */
  readonly name: string;
  send(): Promise<void>;
}

/** How a driver switches the power of one node. An order is undefined where the BMC has no such thing. */
export interface PowerSwitch {
  /** Reads the power. With what was just asked for, the power may be given a moment to follow. */
  look(awaited?: 'on' | 'off'): Promise<Power>;
  /** What was read last, where a BMC says more than on and off. */
  readonly seen?: () => SeenPower;
  /** Asks the operating system. */
  shutdown(): PowerOrder | undefined;
  cut(): PowerOrder | undefined;
  give(): PowerOrder | undefined;
  /** Without going off; its operating system may be asked to. */
  restart(how: 'graceful' | 'forced'): PowerOrder | undefined;
  /** Off and on again in one order. */
  cycle?(): PowerOrder | undefined;
  /** For how long the node is off at least before it is given power again: some do not start otherwise. Default 0. */
  readonly restSeconds?: number;
  /** What the BMC has instead, as evidence where an order is missing. */
  readonly offers?: string;
  /** That the node certainly did nothing about an order that failed so: it may be sent again. */
  wasNotTaken(error: unknown): boolean;
  /** How long the power may take to follow what was accepted. */
  readonly settleMs: number;
}

/** The power in the words of the BMC. */
export interface SeenPower {
  /** Behind "it", such as `shows PoweringOff`. */
  readonly words: string;
  /** What was accepted, and what was read. */
  readonly evidence: readonly string[];
}

/** One action that switches power: with what, and how far the action is. */
export interface PowerWork {
  readonly node: PowerSwitch;
  readonly context: ActionContext;
}

const resendAfterMs = 30_000;

/** What was forgotten is sent again before it is taken for a lie. */
const resendIsDue = ({ node, context }: PowerWork, { sentAt }: PowerMark): boolean =>
  context.now() - sentAt >= Math.min(resendAfterMs, node.settleMs / 2);

export type WentOff = { readonly kind: 'off'; readonly forced: boolean } | Ended<never>;

/** Brings the node down: asks its operating system, and cuts power when that takes too long. 0 s cut it at once. */
export async function bringDown(work: PowerWork, graceSeconds: number): Promise<WentOff> {
  const { node, context } = work;
  const mark = powerMark(context.checkpointed);
  const power = await node.look();
  if (power === 'off') return { kind: 'off', forced: mark?.step === 'off' };
  if (!hasSent(mark)) {
    if (power === 'moving') return settleOrForceOff(work, graceSeconds);
    if (graceSeconds === 0 || !(await wasAsked(work))) return forceOff(work, context.now());
    return (await node.look('off')) === 'off'
      ? { kind: 'off', forced: false }
      : again(2, 'the operating system was asked to shut down');
  }
  if (mark.step === 'shutdown') {
    const graceLeft = mark.since + graceSeconds * 1000 - context.now();
    if (graceLeft <= 0) return forceOff(work, context.now());
    return again(
      Math.min(2, graceLeft / 1000),
      `the operating system has ${Math.ceil(graceLeft / 1000)} s left to shut down`,
    );
  }
  refuseLies(work, mark, { wanted: 'off', power });
  if (power === 'on' && resendIsDue(work, mark)) return forceOff(work, sinceAnswer(work, mark));
  // Nobody knows whether it was told.
  if (power === 'moving' && mark.answered !== true) return settleOrForceOff(work, 0);
  return again(1, `waiting until the power is off: it ${wordsOf(node, power)}`);
}

/** A node whose power was neither on nor off for longer than it may take, and than an operating system would be given. */
async function settleOrForceOff(work: PowerWork, graceSeconds: number): Promise<WentOff> {
  const unsettled = await noteUnsettled(work.context, wordsOf(work.node, 'moving'));
  const isStuck = unsettled.waitedMs >= Math.max(work.node.settleMs, graceSeconds * 1000);
  return isStuck ? forceOff(work, work.context.now()) : settling(unsettled);
}

/** Waits for a node whose power is neither on nor off, though nobody has accepted to change it. */
export const awaitSettled = async ({ node, context }: PowerWork): Promise<Ended<never>> =>
  waitToSettle(await noteUnsettled(context, wordsOf(node, 'moving')), node.settleMs);

/** False when nobody can be asked, or the BMC refuses to. */
async function wasAsked({ node, context }: PowerWork): Promise<boolean> {
  const order = node.shutdown();
  if (order === undefined) return false;
  const now = context.now();
  await context.checkpoint({ step: 'shutdown', since: now, sentAt: now } satisfies PowerMark);
  try {
    await order.send();
    return true;
  } catch (error) {
    if (!(error instanceof DriverError) || (error.kind !== 'unsupported' && error.kind !== 'rejected')) {
      // Nobody is given time to shut down who was not asked.
      if (node.wasNotTaken(error)) await context.checkpoint(null);
      throw error;
    }
    context.progress(`the operating system cannot be asked: ${error.message}`);
    return false;
  }
}

async function forceOff(work: PowerWork, since: number): Promise<WentOff> {
  const { node, context } = work;
  const order = required(node, node.cut(), 'cut power');
  const mark: PowerMark = { step: 'off', since, sentAt: context.now() };
  await sendMarked(work, order, mark);
  if ((await node.look('off')) === 'off') return { kind: 'off', forced: true };
  await context.checkpoint({ ...mark, answered: true } satisfies PowerMark);
  return again(1, `${order.name} was sent, waiting until the power is off`);
}

/** Since when the power may be expected to follow: an order without an answer is none that was taken. */
const sinceAnswer = ({ context }: PowerWork, { since, answered }: PowerMark): number =>
  answered === true ? since : context.now();

export type WentOn = { readonly kind: 'on' } | Ended<never>;

/** Gives power to a node that is off, arming its boot device right before. */
export async function bringUp(work: PowerWork, arm: () => Promise<void>): Promise<WentOn> {
  const { node, context } = work;
  const mark = powerMark(context.checkpointed);
  const given = mark?.step === 'on' ? mark : undefined;
  if (given !== undefined) {
    const power = await node.look();
    if (power === 'on') return { kind: 'on' };
    refuseLies(work, given, { wanted: 'on', power });
    if (power === 'moving' && given.answered !== true) return awaitSettled(work);
    if (power === 'moving' || !resendIsDue(work, given))
      return again(1, `waiting until the power is on: it ${wordsOf(node, power)}`);
  }
  const order = required(node, node.give(), 'switch power on');
  await arm();
  const now = context.now();
  const sending: PowerMark = { step: 'on', since: given === undefined ? now : sinceAnswer(work, given), sentAt: now };
  await sendMarked(work, order, sending);
  if ((await node.look('on')) === 'on') return { kind: 'on' };
  await context.checkpoint({ ...sending, answered: true } satisfies PowerMark);
  return again(1, `${order.name} was sent, waiting until the power is on`);
}

/** Marks what is sent before it is. That it was answered is written down only where the power has yet to follow. */
async function sendMarked({ node, context }: PowerWork, order: PowerOrder, mark: PowerMark): Promise<void> {
  await context.checkpoint(mark);
  try {
    await order.send();
  } catch (error) {
    if (node.wasNotTaken(error)) await context.checkpoint({ ...mark, sentAt: notTaken } satisfies PowerMark);
    throw error;
  }
}

/** An order that this cannot be done without; throws where the BMC has none. */
export function required(node: PowerSwitch, order: PowerOrder | undefined, purpose: string): PowerOrder {
  if (order !== undefined) return order;
  const evidence = node.offers === undefined ? [] : [node.offers];
  throw new DriverError('unsupported', `this BMC has no way to ${purpose}`, { evidence });
}

interface Disagreement {
  readonly wanted: 'on' | 'off';
  readonly power: Power;
}

/** What accepted and shows nothing of it for long is not believed any longer. */
export function refuseLies({ node, context }: PowerWork, mark: PowerMark, { wanted, power }: Disagreement): void {
  const waited = context.now() - mark.since;
  if (waited < node.settleMs || mark.answered !== true) return;
  const it = wordsOf(node, power);
  const seconds = Math.round(waited / 1000);
  throw new DriverError(
    'rejected',
    `the BMC accepted to switch power ${wanted}, but the node ${it} since ${seconds} s`,
    {
      evidence: node.seen?.().evidence ?? [`power ${wanted} was accepted, power ${it}`],
      advice: 'Look at the node and its power supply; a cold restart of the BMC often helps.',
    },
  );
}

export const wordsOf = (node: PowerSwitch, power: Power): string =>
  node.seen?.().words ?? (power === 'moving' ? 'is neither on nor off' : `is still ${power}`);

/** For drivers whose errors say by `leftRunning` what may have happened all the same. */
export const wasNotLeftRunning = (error: unknown): boolean => !(error instanceof DriverError && error.leftRunning);
