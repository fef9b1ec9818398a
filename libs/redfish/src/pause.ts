// eslint-disable-next-line drydock/sleep -- a BMC needs moments to show what it has just taken; longer waits are the runner's
import { setTimeout as wait } from 'node:timers/promises';

const longestSeconds = 2;

/** Gives a BMC a moment, 2 s at most. Rejects as soon as the signal is aborted. */
export const pause = (seconds: number, signal: AbortSignal): Promise<void> =>
  wait(Math.min(seconds, longestSeconds) * 1000, undefined, { signal });
