import { describe, expect, it } from 'vitest';
import { deadlineIn } from './deadline.js';

describe('a deadline', () => {
  it('aborts at its limit, and says that it was its own', async () => {
    using deadline = deadlineIn(5, new AbortController().signal);
    expect(deadline.isOver).toBe(false);
    await expect.poll(() => deadline.signal.aborted).toBe(true);
    expect(deadline.isOver).toBe(true);
    expect(deadline.signal.reason).toMatchObject({ name: 'TimeoutError', message: 'not within 5 ms' });
  });

  it('aborts with the signal that it follows, for the same reason', () => {
    const outer = new AbortController();
    using deadline = deadlineIn(60_000, outer.signal);
    outer.abort('stopping');
    expect(deadline.signal.reason).toBe('stopping');
    expect(deadline.isOver).toBe(false);
  });

  it('is aborted from the start where that signal is', () => {
    using deadline = deadlineIn(60_000, AbortSignal.abort('stopped'));
    expect(deadline.signal.reason).toBe('stopped');
  });

  it('follows nothing once it was disposed of', async () => {
    const outer = new AbortController();
    const inner = () => {
      using deadline = deadlineIn(1, outer.signal);
      return deadline.signal;
    };
    const signal = inner();
    outer.abort();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(signal.aborted).toBe(false);
  });
});
