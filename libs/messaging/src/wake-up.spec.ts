import { describe, expect, it } from 'vitest';
import { WakeUp } from './wake-up.js';

const never = 1_000_000;
const settled = () => new Promise((resolve) => setTimeout(resolve, 60));

describe('a loop that is woken', () => {
  it('runs once for many calls at once, and once more for a call that came while it ran', async () => {
    let runs = 0;
    let release = () => {};
    const loop = new WakeUp(
      async () => {
        runs += 1;
        if (runs === 1) await new Promise<void>((resolve) => (release = resolve));
        return false;
      },
      never,
      () => undefined,
    );
    loop.wake();
    loop.wake();
    await settled();
    expect(runs).toBe(1);
    loop.wake();
    release();
    await settled();
    expect(runs).toBe(2);
    await loop.stop();
  });

  it('goes on while there is more to do', async () => {
    let left = 3;
    const loop = new WakeUp(
      async () => --left > 0,
      never,
      () => undefined,
    );
    loop.wake();
    await expect.poll(() => left).toBe(0);
    await loop.stop();
  });

  it('starts at once after a rest, and handles together what it is woken for in quick succession', async () => {
    const startedAt: number[] = [];
    const loop = new WakeUp(
      async () => {
        startedAt.push(performance.now());
        return false;
      },
      never,
      () => undefined,
    );
    loop.wake();
    await new Promise(setImmediate);
    expect(startedAt).toHaveLength(1);
    const wakeUntil = performance.now() + 100;
    while (performance.now() < wakeUntil) {
      loop.wake();
      await new Promise(setImmediate);
    }
    await loop.stop();
    const apart = startedAt.slice(1).map((time, index) => time - (startedAt[index] ?? 0));
    expect(apart.length).toBeGreaterThan(0);
    expect(Math.min(...apart)).toBeGreaterThan(15);
  });

  it('tells of an error and tries again after its time', async () => {
    const errors: unknown[] = [];
    const loop = new WakeUp(
      async () => {
        if (errors.length === 0) throw new Error('away');
        return false;
      },
      5,
      (error) => errors.push(error),
    );
    loop.wake();
    await settled();
    expect(errors).toMatchObject([{ message: 'away' }]);
    await loop.stop();
  });

  it('runs no more once it is stopped', async () => {
    let runs = 0;
    const loop = new WakeUp(
      async () => {
        runs += 1;
        return false;
      },
      1,
      () => undefined,
    );
    loop.wake();
    await loop.stop();
    const before = runs;
    loop.wake();
    await settled();
    expect(runs).toBe(before);
  });
});
