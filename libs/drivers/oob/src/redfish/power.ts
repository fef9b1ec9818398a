import type { OobTarget } from '@drydock/contracts';
import { again, DriverError, type ActionContext, type Ended } from '@drydock/driver';
import { RedfishError, RedfishTransportError, resetActionInfo, textOf, type ResetAction } from '@drydock/redfish';
import { lookFor, reread, type Bmc } from './bmc.js';
import { spelt } from './boot-state.js';
import { mayPass } from './failures.js';
import { powerMark, type PowerMark } from './power-mark.js';
import { settleMs } from './redfish.settings.js';

/** One action that switches power: the node, what it can do, how far the action is. */
export interface PowerWork {
  readonly bmc: Bmc;
  readonly context: ActionContext;
  readonly reset: ResetAction;
  readonly settleMs: number;
}

/** `moving`: on the way, or not told. */
export type Power = 'on' | 'off' | 'moving';

/** Reset types by what they are for, the better first. */
export const resetTypes = {
  on: ['On', 'ForceOn'],
  /** Beside `ForceOff`, `Off` asks the operating system; the power button is the only way on old Dell and HPE. */
  shutdown: ['GracefulShutdown', 'Off', 'PushPowerButton'],
  off: ['ForceOff', 'Off'],
  cycle: ['PowerCycle'],
  restart: ['ForceRestart', 'GracefulRestart'],
  gracefulRestart: ['GracefulRestart', 'ForceRestart'],
} as const;

const resendAfterMs = 30_000;

export async function powerWork(bmc: Bmc, context: ActionContext, target: OobTarget): Promise<PowerWork> {
  const reset = await resetActionInfo(bmc.client, bmc.system);
  if (reset !== null) {
    const broken = bmc.switches.setting('withoutResetTypes') ?? [];
    const types = reset.types.filter((type) => spelt(broken, type) === undefined);
    const limit = settleMs(target, bmc.switches.setting('settleSeconds'));
    return { bmc, context, reset: { ...reset, types }, settleMs: limit };
  }
  throw new DriverError('unsupported', 'this system cannot be switched on and off by its BMC', {
    advice: 'Set systemId of the target to the host, where the BMC serves several systems.',
  });
}

export function powerOf({ system }: Pick<Bmc, 'system'>): Power {
  const state = textOf(system.body.PowerState)?.toLowerCase();
  if (state === 'on' || state === 'paused') return 'on';
  return state === 'off' ? 'off' : 'moving';
}

/** The first of these reset types that the BMC offers, as it spells it. */
export const offered = ({ reset }: PowerWork, types: readonly string[]): string | undefined =>
  types.map((type) => spelt(reset.types, type)).find((type) => type !== undefined);

/** How the operating system is asked to shut down; undefined where it cannot be. */
export const shutdownOf = (work: PowerWork): string | undefined => {
  const type = offered(work, resetTypes.shutdown);
  // Where nothing else cuts power, `Off` does.
  return type === offered(work, resetTypes.off) ? offered(work, ['PushPowerButton']) : type;
};

export const settling = ({ system }: Bmc): string =>
  `waiting for the power to settle: it is ${textOf(system.body.PowerState) ?? 'not told'}`;

export interface GracefulOff {
  /** 0 cuts power at once. */
  readonly graceSeconds: number;
}

export type WentOff = { readonly kind: 'off'; readonly forced: boolean } | Ended<never>;

/** Brings the node down: asks its operating system, and cuts power when that takes too long. Every write is read back. */
export async function bringDown(work: PowerWork, { graceSeconds }: GracefulOff): Promise<WentOff> {
  const { bmc, context } = work;
  const mark = powerMark(context.checkpointed);
  const power = powerOf(bmc);
  if (power === 'off') return { kind: 'off', forced: mark?.step === 'off' };
  if (mark === undefined) {
    if (power === 'moving') return again(2, settling(bmc));
    if (graceSeconds > 0 && (await askToShutDown(work))) {
      if (powerOf(await lookFor(bmc, (found) => powerOf(found) === 'off')) === 'off')
        return { kind: 'off', forced: false };
      return again(2, 'the operating system was asked to shut down');
    }
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
  refuseLies(work, mark, 'off');
  if (power === 'on' && context.now() - mark.sentAt >= resendAfterMs) return forceOff(work, mark.since);
  return again(1, 'waiting until the power is off');
}

/** False when the BMC has no way to ask, or refuses. */
async function askToShutDown(work: PowerWork): Promise<boolean> {
  const type = shutdownOf(work);
  if (type === undefined) return false;
  const now = work.context.now();
  await checkpoint(work, { step: 'shutdown', since: now, sentAt: now });
  try {
    await sendReset(work, type, 'off');
    return true;
  } catch (error) {
    if (!(error instanceof RedfishError) || mayPass(error) || ![400, 405, 409, 501].includes(error.status)) throw error;
    work.context.progress(`the operating system cannot be asked: ${error.message}`);
    return false;
  }
}

async function forceOff(work: PowerWork, since: number): Promise<WentOff> {
  const type = required(work, resetTypes.off);
  await sendMarked(work, type, { step: 'off', since, sentAt: work.context.now() });
  const found = await lookFor(work.bmc, (now) => powerOf(now) === 'off');
  return powerOf(found) === 'off'
    ? { kind: 'off', forced: true }
    : again(1, `${type} was sent, waiting until the power is off`);
}

export type WentOn = { readonly kind: 'on' } | Ended<never>;

/** Gives power to a node that is off, arming its boot device right before. Every write is read back. */
export async function bringUp(work: PowerWork, arm: () => Promise<void>): Promise<WentOn> {
  const { bmc, context } = work;
  const mark = powerMark(context.checkpointed);
  const given = mark?.step === 'on' ? mark : undefined;
  if (given !== undefined) {
    if (powerOf(bmc) === 'on') return { kind: 'on' };
    refuseLies(work, given, 'on');
    if (powerOf(bmc) === 'moving' || context.now() - given.sentAt < resendAfterMs) {
      return again(1, 'waiting until the power is on');
    }
  }
  const type = required(work, resetTypes.on);
  await arm();
  await sendMarked(work, type, { step: 'on', since: given?.since ?? context.now(), sentAt: context.now() });
  const found = await lookFor(bmc, (now) => powerOf(now) === 'on');
  return powerOf(found) === 'on' ? { kind: 'on' } : again(1, `${type} was sent, waiting until the power is on`);
}

export function required(work: PowerWork, types: readonly string[]): string {
  const type = offered(work, types);
  if (type !== undefined) return type;
  throw new DriverError('unsupported', `this BMC offers none of ${types.join(', ')}`, {
    evidence: [`reset types: ${work.reset.types.join(', ')}`],
  });
}

/** Commits before anything is sent that must not be forgotten. */
export const checkpoint = ({ context }: PowerWork, mark: PowerMark): Promise<void> => context.checkpoint(mark);

/** Refused, or never sent: it may be tried again. Of a gateway's error, or a task that failed, nobody knows. */
export const neverHappened = (error: unknown): boolean =>
  error instanceof RedfishTransportError
    ? !error.sent
    : error instanceof RedfishError && error.method === 'POST' && (error.status < 500 || error.status === 503);

/** In a mark, for what the BMC certainly did not take: it may be sent again at once, and is no lie meanwhile. */
const notTaken = 0;

/** Marks what is sent before it is. */
async function sendMarked(work: PowerWork, type: string, mark: PowerMark & { step: 'on' | 'off' }): Promise<void> {
  await checkpoint(work, mark);
  try {
    await sendReset(work, type, mark.step);
  } catch (error) {
    if (neverHappened(error)) await checkpoint(work, { ...mark, sentAt: notTaken });
    throw error;
  }
}

/**
 * Asks for a reset. A node that is in the wanted state already, or on its way, makes BMCs answer 400 or 409: whether it
 * is, is looked at, and nothing else is believed.
 */
export async function sendReset({ bmc, reset }: PowerWork, type: string, wanted: 'on' | 'off' | null): Promise<void> {
  try {
    await bmc.client.post(reset.target, { ResetType: type });
  } catch (error) {
    const mayBeSo = error instanceof RedfishError && (error.status < 300 || [400, 409].includes(error.status));
    if (!mayBeSo || wanted === null) throw error;
    const power = powerOf(await reread(bmc));
    if (power !== wanted && !(power === 'moving' && error.status === 409)) throw error;
  }
}

/** A BMC that accepted and shows nothing of it for long is not believed any longer. */
function refuseLies({ bmc, context, reset, settleMs: limit }: PowerWork, mark: PowerMark, wanted: Power): void {
  const waited = context.now() - mark.since;
  if (waited < limit || mark.sentAt === notTaken) return;
  const shown = textOf(bmc.system.body.PowerState) ?? 'nothing';
  throw new DriverError(
    'rejected',
    `the BMC accepted to switch power ${wanted}, but it shows ${shown} since ${Math.round(waited / 1000)} s`,
    {
      evidence: [`POST ${reset.target} was accepted`, `GET ${bmc.system.path}: PowerState=${shown}`],
      advice: 'Look at the node and its power supply; a cold restart of the BMC often helps.',
    },
  );
}
