import { setTimeout as pause } from 'node:timers/promises';
import type { Running } from './child-service.js';

export interface KeepOptions<R extends Running> {
  /** Starts it. The signal ends the start and, later, what was started. */
  readonly start: (signal: AbortSignal) => Promise<R>;
  /** Ends the first start, and later the upkeep. */
  readonly signal?: AbortSignal;
  /** Told when it ended by itself, why it could not be started again, and when it is back. */
  readonly told: (what: string) => void;
  /** The first pause before it is started again; doubled each time it ends soon, up to `longestPauseMs`. */
  readonly pauseMs?: number;
  readonly longestPauseMs?: number;
  /** Having run this long, it counts as well again. */
  readonly wellAfterMs?: number;
}

/** Something that is started again whenever it ends by itself. */
export interface Kept<R extends Running> {
  /** What runs now, or ran last. */
  readonly current: R;
  /** For good. */
  stop(): Promise<void>;
}

/** Starts something and keeps it running. Rejects when the first start fails. */
export async function keepRunning<R extends Running>({
  start,
  signal,
  told,
  pauseMs = 500,
  longestPauseMs = 15_000,
  wellAfterMs = 30_000,
}: KeepOptions<R>): Promise<Kept<R>> {
  const stopped = new AbortController();
  const over = signal ? AbortSignal.any([signal, stopped.signal]) : stopped.signal;
  let running = await start(over);

  const again = async (nextPauseMs: number): Promise<number> => {
    await pause(nextPauseMs, undefined, { signal: over });
    try {
      running = await start(over);
      told('is back');
      return nextPauseMs;
    } catch (error) {
      if (!over.aborted) told(error instanceof Error ? error.message : String(error));
      return again(Math.min(nextPauseMs * 2, longestPauseMs));
    }
  };

  const watch = async (): Promise<void> => {
    let nextPauseMs = pauseMs;
    while (!over.aborted) {
      const since = performance.now();
      const how = await running.exited;
      if (over.aborted) return;
      if (performance.now() - since >= wellAfterMs) nextPauseMs = pauseMs;
      told(`ended (${how}); starting it again`);
      nextPauseMs = Math.min((await again(nextPauseMs)) * 2, longestPauseMs);
    }
  };
  const watching = watch().catch((error: unknown) => {
    if (!over.aborted) throw error;
  });

  return {
    get current() {
      return running;
    },
    async stop() {
      stopped.abort();
      await running.stop();
      await watching;
      // A start that was under way has given us one more.
      await running.stop();
    },
  };
}
