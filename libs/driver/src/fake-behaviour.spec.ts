import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ActionContext, Command } from './driver.js';
import { actAsTold, reachAsTold, type FakeTarget } from './fake-behaviour.js';

const told = (options?: Record<string, unknown>): Command<object, FakeTarget> => ({
  id: '7d0c9a3a-9b75-4c9a-8a35-1f8e5f0c1a11',
  node: 'node01',
  target: { address: 'fake-01', options },
  parameters: {},
});

function contextOf(more: Partial<ActionContext> = {}) {
  const reports: string[] = [];
  const context: ActionContext = {
    signal: new AbortController().signal,
    dryRun: false,
    attempt: 1,
    checkpoint: () => Promise.resolve(),
    checkpointed: undefined,
    confirmation: null,
    memory: undefined,
    remember: () => Promise.resolve(),
    progress: (message, percent) => reports.push(`${message}, ${percent} %`),
    quirk: () => undefined,
    now: () => 0,
    ...more,
  };
  return { context, reports };
}

describe('a fake', () => {
  afterEach(() => vi.useRealTimers());

  it('succeeds at once, without a timer, when it is told nothing', async () => {
    vi.useFakeTimers();
    const { context } = contextOf();
    await expect(actAsTold(told(), context, { power: 'on' })).resolves.toEqual({
      kind: 'done',
      result: { power: 'on' },
    });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('takes as long as it is told', async () => {
    const { context } = contextOf();
    const started = performance.now();
    await actAsTold(told({ delayMs: 60 }), context, {});
    expect(performance.now() - started).toBeGreaterThanOrEqual(55);
  });

  it('spreads its progress reports over the delay', async () => {
    const { context, reports } = contextOf();
    await actAsTold(told({ delayMs: 8, progress: 4 }), context, {});
    expect(reports).toEqual(['step 1 of 4, 25 %', 'step 2 of 4, 50 %', 'step 3 of 4, 75 %', 'step 4 of 4, 100 %']);
  });

  it('fails every attempt with the kind it is told', async () => {
    const { context } = contextOf({ attempt: 40 });
    await expect(actAsTold(told({ failKind: 'unauthorized' }), context, {})).rejects.toMatchObject({
      kind: 'unauthorized',
    });
  });

  it('fails only its first attempts when it is told how many', async () => {
    const command = told({ failKind: 'busy', failTimes: 2 });
    await expect(actAsTold(command, contextOf({ attempt: 2 }).context, {})).rejects.toMatchObject({ kind: 'busy' });
    await expect(actAsTold(command, contextOf({ attempt: 3 }).context, {})).resolves.toMatchObject({ kind: 'done' });
  });

  it('hangs until it is stopped', async () => {
    const stop = new AbortController();
    const acting = actAsTold(told({ hang: true }), contextOf({ signal: stop.signal }).context, {});
    const first = await Promise.race([
      acting.catch(() => 'ended'),
      new Promise((after) => setTimeout(after, 30, 'hangs')),
    ]);
    expect(first).toBe('hangs');
    stop.abort();
    await expect(acting).rejects.toMatchObject({ kind: 'timed-out' });
  });

  it('ends its delay when it is stopped', async () => {
    const stop = new AbortController();
    const acting = actAsTold(told({ delayMs: 600_000 }), contextOf({ signal: stop.signal }).context, {});
    stop.abort();
    await expect(acting).rejects.toMatchObject({ kind: 'timed-out' });
  });

  it('says in a dry run what it would answer, and neither waits nor fails', async () => {
    const { context } = contextOf({ dryRun: true });
    const command = told({ delayMs: 600_000, failKind: 'internal' });
    await expect(actAsTold(command, context, { power: 'off' })).resolves.toEqual({
      kind: 'would',
      would: ['the fake driver would answer {"power":"off"}'],
      risks: [],
    });
  });

  it.each([{ delayMs: -1 }, { delayMs: '5' }, { failTimes: 1.5 }, { failKind: 'sulking' }, { progress: 'all' }])(
    'refuses the knob %j',
    async (options) => {
      await expect(actAsTold(told(options), contextOf().context, {})).rejects.toMatchObject({ kind: 'rejected' });
    },
  );

  it('is out of reach only when every attempt is told to fail', async () => {
    const { signal } = new AbortController();
    const reach = (options: Record<string, unknown>) => reachAsTold(told(options).target, signal);
    await expect(reach({})).resolves.toBeUndefined();
    await expect(reach({ failKind: 'busy', failTimes: 3 })).resolves.toBeUndefined();
    await expect(reach({ failKind: 'unreachable' })).rejects.toMatchObject({ kind: 'unreachable' });
  });
});
