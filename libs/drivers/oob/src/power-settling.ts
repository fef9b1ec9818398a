import { again, DriverError, type ActionContext, type Ended } from '@drydock/driver';
import { hasSent, notTaken, powerMark, type PowerMark, type SeenState } from './power-mark.js';

/** Of a power that flaps, the first state and the latest are enough. */
const mostSeen = 8;

/** A power that is neither on nor off, and that no BMC has accepted to change. */
export interface Unsettled {
  readonly mark: PowerMark;
  readonly seen: readonly SeenState[];
  readonly waitedMs: number;
}

/** Notes that the power is neither on nor off, in these words, and since when. */
export async function noteUnsettled(context: ActionContext, words: string): Promise<Unsettled> {
  const now = context.now();
  const mark = powerMark(context.checkpointed) ?? { step: 'settle', since: now, sentAt: notTaken };
  const { seen: before = [] } = mark;
  if (before.at(-1)?.words === words) return { mark, seen: before, waitedMs: now - firstOf(before, now) };
  const seen = [...before.slice(0, 1), ...before.slice(1).slice(-mostSeen), { words, since: now }];
  await context.checkpoint({ ...mark, seen } satisfies PowerMark);
  return { mark, seen, waitedMs: now - firstOf(seen, now) };
}

const firstOf = ([first]: readonly SeenState[], now: number): number => first?.since ?? now;

export const settling = ({ seen, waitedMs }: Unsettled): Ended<never> =>
  again(2, `waiting for the power to settle, for ${inSeconds(waitedMs)} now: it ${seen.at(-1)?.words ?? ''}`);

/** Waits for a power that is neither on nor off. What takes longer than it may is reported, and looked at again. */
export function waitToSettle(unsettled: Unsettled, settleMs: number): Ended<never> {
  const { mark, seen, waitedMs } = unsettled;
  if (waitedMs < settleMs) return settling(unsettled);
  const now = seen.at(-1)?.words ?? '';
  const sent = hasSent(mark) ? `power ${mark.step} was sent before, and not answered` : 'nothing was sent meanwhile';
  throw new DriverError('busy', `the power of the node has not settled for ${inSeconds(waitedMs)}: it ${now}`, {
    evidence: [...seen.map(({ words, since }) => `${new Date(since).toISOString()}: it ${words}`), sent],
    advice:
      'Look at the node and its power supply. PowerOffNode cuts its power when it had time to settle; a cold restart of the BMC often helps.',
  });
}

const inSeconds = (milliseconds: number): string => `${Math.round(milliseconds / 1000)} s`;
