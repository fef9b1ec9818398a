import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** Time as simulated hardware lives it: how long things take is scaled by one factor, the pace. */
export interface SimulatedTime {
  /** Milliseconds since 1970, as the world outside counts them. */
  now(): number;
  /** Waits so many simulated milliseconds; rejects with the signal's reason when it is aborted. */
  pause(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** `pace` multiplies every delay: 0.1 is ten times as fast as the default 1, 0 does not wait at all. */
export const simulatedTime = (pace = 1): SimulatedTime => ({
  now: () => Date.now(),
  async pause(milliseconds, signal) {
    signal.throwIfAborted();
    try {
      await sleep(milliseconds * pace, undefined, { signal });
    } catch (cause) {
      signal.throwIfAborted();
      throw cause;
    }
  },
});

/** Rejects with the signal's reason when it is aborted; costs nothing until then. */
export async function untilAborted(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort');
  throw signal.reason instanceof Error ? signal.reason : new Error('stopped', { cause: signal.reason });
}
