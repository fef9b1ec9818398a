import { describe, expect, it } from 'vitest';
import { WakeUp } from './wake-up.js';

const never = 1_000_000;
const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

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

  it('goes on at once while there is more to do', async () => {
    let left = 3;
    const loop = new WakeUp(
      async () => --left > 0,
      never,
      () => undefined,
    );
    loop.wake();
    await settled();
    expect(left).toBe(0);
    await loop.stop();
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
