import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';

const apartMilliseconds = 20;

/**
 * Keeps the starts of runs a little apart, so that what comes meanwhile is handled together: a batch costs not much more
 * than one. The first run after a rest starts at once.
 */
export class Pace {
  private startedAt = -Infinity;

  /** Resolves when the next run may start. */
  async next(): Promise<void> {
    const early = this.startedAt + apartMilliseconds - performance.now();
    if (early > 0) await pause(early);
    this.startedAt = performance.now();
  }
}
