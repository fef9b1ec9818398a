import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { boardOn, linesTo } from './display.js';
import type { Progress } from './progress.js';

const progress: Progress = {
  laps: [{ kind: 'verify_site', outcome: null, startedMs: 0, endedMs: null }],
  rows: [],
};

describe('the board on a terminal', () => {
  const written: string[] = [];
  const terminal = { columns: 40, rows: 10, write: (text: string) => written.push(text) };
  beforeEach(() => {
    written.length = 0;
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
  });
  afterEach(() => vi.useRealTimers());

  it('is redrawn in place: up by as many lines as it had, the rest of the screen cleared', () => {
    const display = boardOn(terminal, 'no');
    display.show(progress);
    display.show(progress);
    expect(written).toEqual([
      '\r\u001b[J ▸ verify_site      0:00\n\n',
      '\u001b[2A\r\u001b[J ▸ verify_site      0:00\n\n',
    ]);
    display.close();
  });

  it('shows the time going on while nothing else happens', () => {
    const display = boardOn(terminal, 'no');
    display.show(progress);
    vi.advanceTimersByTime(3_000);
    expect(written.at(-1)).toContain('0:03');
    display.close();
    const then = written.length;
    vi.advanceTimersByTime(3_000);
    expect(written).toHaveLength(then);
  });

  it('keeps a note about something else above itself', () => {
    const display = boardOn(terminal, 'no');
    display.show(progress);
    display.note('oob: ended (SIGKILL); starting it again');
    expect(
      written.at(-1)?.startsWith('\u001b[2A\r\u001b[Joob: ended (SIGKILL); starting it again\n ▸ verify_site'),
    ).toBe(true);
    display.close();
  });
});

describe('lines for a log', () => {
  it('come when something changes, without any control character', () => {
    const lines: string[] = [];
    const display = linesTo((line) => lines.push(line));
    display.show(progress);
    display.show(progress);
    display.note('nats: ready');
    display.close();
    expect(lines).toEqual(['verify_site: started', 'nats: ready']);
  });
});
