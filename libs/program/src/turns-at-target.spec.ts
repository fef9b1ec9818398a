import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { TurnsAtTarget } from './turns-at-target.js';

const { signal } = new AbortController();

describe('turns at one target', () => {
  it('are taken one after another, in the order in which they were asked for, also after one that failed', async () => {
    const turns = new TurnsAtTarget();
    const seen: string[] = [];
    const work = (name: string) => async () => {
      seen.push(`${name} begins`);
      await wait(5);
      seen.push(`${name} ends`);
      if (name === 'first') throw new Error('lost');
    };
    const at = { target: 'bmc', restMs: 0, signal };
    const first = turns.take(at, work('first'));
    const second = turns.take(at, work('second'));
    await expect(first).rejects.toThrow('lost');
    await second;
    expect(seen).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
  });

  it('of two targets do not wait for each other', async () => {
    const turns = new TurnsAtTarget();
    let release: () => void = () => undefined;
    const held = turns.take({ target: 'slow', restMs: 0, signal }, () => new Promise<void>((done) => (release = done)));
    await expect(turns.take({ target: 'other', restMs: 0, signal }, async () => 'done')).resolves.toBe('done');
    release();
    await held;
  });

  it('have a rest in between', async () => {
    const turns = new TurnsAtTarget();
    const at = { target: 'bmc', restMs: 150, signal };
    const begun: number[] = [];
    await Promise.all([1, 2].map(() => turns.take(at, async () => void begun.push(performance.now()))));
    const [first = 0, second = 0] = begun;
    expect(second - first).toBeGreaterThanOrEqual(140);
  });

  it('are given up by who is stopped while waiting, and the next one goes on', async () => {
    const turns = new TurnsAtTarget();
    const stop = new AbortController();
    let release: () => void = () => undefined;
    const held = turns.take({ target: 'bmc', restMs: 0, signal }, () => new Promise<void>((done) => (release = done)));
    const stopped = turns.take({ target: 'bmc', restMs: 0, signal: stop.signal }, async () => 'never');
    const next = turns.take({ target: 'bmc', restMs: 0, signal }, async () => 'next');
    stop.abort();
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    release();
    await held;
    await expect(next).resolves.toBe('next');
  });
});
