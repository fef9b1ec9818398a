import { describe, expect, it } from 'vitest';
import { bar, elapsed, fit, renderBoard } from './board.js';
import type { Progress, Row } from './progress.js';

const row = (more: Partial<Row>): Row => ({
  name: 'rack01-node01',
  task: 'deploy_nodes',
  done: 3,
  total: 12,
  step: 'write the image',
  state: 'running',
  failure: null,
  startedMs: 0,
  endedMs: null,
  ...more,
});
const progress: Progress = {
  laps: [
    { kind: 'verify_site', outcome: 'success', startedMs: 0, endedMs: 2_000 },
    { kind: 'deploy_nodes', outcome: null, startedMs: 2_000, endedMs: null },
  ],
  rows: [row({}), row({ name: 'rack01-node02', state: 'done', step: 'done', endedMs: 61_000 })],
};
const look = { width: 80, height: 24, colour: 'no', nowMs: 64_000 } as const;

describe('the board', () => {
  it('has a line for each task and each node: bar, steps, what is being done, elapsed time', () => {
    expect(renderBoard(progress, look)).toEqual([
      ' ✓ verify_site      0:02',
      ' ▸ deploy_nodes     1:02',
      '',
      ' ▸ rack01-node01  █████░░░░░░░░░░░░░░░   3/12  write the image             1:04',
      ' ✓ rack01-node02  ████████████████████   3/12  done                        1:01',
    ]);
  });

  it('says why a node failed, at which step', () => {
    const failure = { kind: 'unreachable', message: 'BMC 127.20.1.11 does not answer', advice: null };
    const failed = { laps: [], rows: [row({ state: 'failed', step: 'power on', failure })] };
    expect(renderBoard(failed, { ...look, width: 100 })[1]).toContain('✗ rack01-node01');
    expect(renderBoard(failed, { ...look, width: 100 })[1]).toContain('power on: BMC 127.20.1.11 does not answer');
  });

  it.each([20, 40, 60, 80, 200])('is never wider than a terminal of %i columns', (width) => {
    for (const line of renderBoard(progress, { ...look, width })) expect(line.length).toBeLessThanOrEqual(width);
  });

  it('is never higher than the terminal, and says how much is not shown', () => {
    const lines = renderBoard(progress, { ...look, height: 4 });
    expect(lines).toEqual([' ✓ verify_site      0:02', ' ▸ deploy_nodes     1:02', '… and 3 more lines']);
  });

  it('is coloured only where colour is wanted', () => {
    expect(renderBoard(progress, look).join('')).not.toContain('\u001b');
    expect(renderBoard(progress, { ...look, colour: 'yes' })[0]).toBe('\u001b[32m ✓ verify_site      0:02\u001b[0m');
  });
});

describe('its parts', () => {
  it.each([
    [0, 8, '░░░░'],
    [1, 8, '▌░░░'],
    [4, 8, '██░░'],
    [8, 8, '████'],
    [9, 8, '████'],
    [0, 0, '░░░░'],
  ])('the bar for %i of %i is %s', (done, total, drawn) => {
    expect(bar(done, total, 4)).toBe(drawn);
  });

  it.each([
    [0, '0:00'],
    [59_999, '0:59'],
    [3_600_000, '60:00'],
    [-5, '0:00'],
  ])('%i ms are shown as %s', (ms, shown) => {
    expect(elapsed(ms)).toBe(shown);
  });

  it('what does not fit ends with an ellipsis', () => {
    expect([fit('abcdef', 6), fit('abcdef', 4), fit('abc', 1), fit('abc', 0)]).toEqual(['abcdef', 'abc…', '…', '']);
  });
});
