import { describe, expect, it } from 'vitest';
import type { Running } from './child-service.js';
import { keepRunning, type Kept } from './keep-running.js';

/** Something to keep running whose end the test decides. */
function puppets() {
  const started: { end: (how: string) => void }[] = [];
  const waiting: (() => void)[] = [];
  const refusals: Error[] = [];
  const start = (): Promise<Running> => {
    const refusal = refusals.shift();
    if (refusal) return Promise.reject(refusal);
    let end: (how: string) => void = () => undefined;
    const exited = new Promise<string>((resolve) => {
      end = resolve;
    });
    started.push({ end });
    waiting.shift()?.();
    return Promise.resolve({ pid: started.length, exited, stop: async () => end('stopped') });
  };
  const next = (): Promise<void> => new Promise((resolve) => waiting.push(resolve));
  return { started, refusals, start, next };
}

const quickly = { pauseMs: 1, longestPauseMs: 5, wellAfterMs: 1_000 };

describe('keeping something running', () => {
  it('starts it again when it ends by itself, and says so', async () => {
    const { started, start, next } = puppets();
    const said: string[] = [];
    const kept = await keepRunning({ start, told: (what) => said.push(what), ...quickly });
    const again = next();
    started[0]?.end('SIGKILL');
    await again;
    await Promise.resolve();
    expect(said).toEqual(['ended (SIGKILL); starting it again', 'is back']);
    await kept.stop();
    expect(kept.current.pid).toBe(2);
  });

  it('goes on trying when it cannot be started again, with the reason each time', async () => {
    const { started, start, next, refusals } = puppets();
    const said: string[] = [];
    const kept = await keepRunning({ start, told: (what) => said.push(what), ...quickly });
    refusals.push(new Error('port 1 is taken'), new Error('port 1 is taken'));
    const again = next();
    started[0]?.end('exit code 1');
    await again;
    await Promise.resolve();
    expect(said).toEqual(['ended (exit code 1); starting it again', 'port 1 is taken', 'port 1 is taken', 'is back']);
    await kept.stop();
  });

  it('waits longer each time it ends soon, up to a limit', async () => {
    const { started, start, next } = puppets();
    const kept = await keepRunning({
      start,
      told: () => undefined,
      pauseMs: 20,
      longestPauseMs: 40,
      wellAfterMs: 60_000,
    });
    const pauses: number[] = [];
    for (let round = 0; round < 9; round += 1) {
      const again = next();
      const since = performance.now();
      started.at(-1)?.end('exit code 1');
      await again;
      pauses.push(performance.now() - since);
      await new Promise(setImmediate);
    }
    expect(pauses[0]).toBeGreaterThanOrEqual(19);
    expect(pauses[1]).toBeGreaterThanOrEqual(39);
    // It would be 5 s by now.
    expect(pauses[8]).toBeLessThan(2_500);
    await kept.stop();
  });

  it('leaves it alone once it was stopped', async () => {
    const { started, start } = puppets();
    const said: string[] = [];
    const kept: Kept<Running> = await keepRunning({ start, told: (what) => said.push(what), ...quickly });
    await kept.stop();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(started).toHaveLength(1);
    expect(said).toEqual([]);
  });

  it('stops while it waits to start again', async () => {
    const { started, start } = puppets();
    const kept = await keepRunning({ start, told: () => undefined, pauseMs: 60_000, longestPauseMs: 60_000 });
    started[0]?.end('exit code 1');
    await new Promise(setImmediate);
    await kept.stop();
    expect(started).toHaveLength(1);
  });

  it('fails at once when the first start fails', async () => {
    const { start, refusals } = puppets();
    refusals.push(new Error('no such program'));
    await expect(keepRunning({ start, told: () => undefined })).rejects.toThrow('no such program');
  });
});
