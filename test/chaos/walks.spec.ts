import { describe, expect, it } from 'vitest';
import type { StepAnswer } from '../../apps/orchestrator/src/rest/v2/task-answers.js';
import { begunAfterEnd } from './walks.js';

const second = (seconds: number): string => new Date(seconds * 1_000).toISOString();
const step = (name: string, what: Partial<StepAnswer>): StepAnswer => ({
  id: name,
  node: 'node01',
  name,
  item: null,
  service: null,
  action: null,
  actionId: null,
  try: 1,
  state: 'ended',
  outcome: 'success',
  reason: null,
  failure: null,
  undo: false,
  progress: null,
  startedAt: null,
  endedAt: null,
  ...what,
});

describe('steps that were begun after the end of their walk', () => {
  const failed = step('fail', { outcome: 'failure', startedAt: second(1), endedAt: second(2) });

  it('are found', () => {
    const late = step('late', { startedAt: second(3), endedAt: second(4) });
    expect(begunAfterEnd([failed, late])).toEqual([`node01: late at ${second(3)}`]);
  });

  it('are not those of other nodes, what takes back, and what was never begun', () => {
    const other = step('other', { node: 'node02', startedAt: second(3) });
    const undo = step('undo', { undo: true, startedAt: second(3) });
    const never = step('never', { outcome: 'cancelled', endedAt: second(2) });
    expect(begunAfterEnd([failed, other, undo, never])).toEqual([]);
  });
});
