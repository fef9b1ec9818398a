import { describe, expect, it } from 'vitest';
import { siteName, type Step, type Task, type Walk } from './orchestrator.client.js';
import { advance, nothingYet } from './progress.js';
import { changes } from './display.js';

const task = (more: Partial<Task>): Task => ({
  id: 'one',
  kind: 'deploy_nodes',
  state: 'running',
  outcome: null,
  nodes: [],
  site: null,
  ...more,
});
const step = (more: Partial<Step>): Step => ({
  node: 'n1',
  name: 'power on',
  outcome: 'success',
  failure: null,
  progress: null,
  ...more,
});
const node = (name: string, outcome: string | null = null): Walk => ({ name, outcome, reason: null, failure: null });

describe('the progress of the demo', () => {
  it('shows the first step of a node that has not ended', () => {
    const steps = [step({}), step({ name: 'write the image', outcome: null }), step({ node: 'n2' })];
    const { rows } = advance(nothingYet, { task: task({ nodes: [node('n1')] }), steps, nowMs: 7 });
    expect(rows).toMatchObject([
      { name: 'n1', step: 'write the image', done: 1, total: 2, state: 'running', startedMs: 7 },
    ]);
  });

  it('shows what the service says about the step that is being done', () => {
    const steps = [step({ name: 'deploy', outcome: null, progress: '40 % written' })];
    const { rows } = advance(nothingYet, { task: task({ nodes: [node('n1')] }), steps, nowMs: 0 });
    expect(rows).toMatchObject([{ step: 'deploy: 40 % written' }]);
  });

  it('shows steps of the whole site in a row of their own, above the nodes', () => {
    const steps = [step({ node: null, name: 'create boot media', outcome: null })];
    const { rows } = advance(nothingYet, { task: task({ nodes: [node('a')], site: node(siteName) }), steps, nowMs: 0 });
    expect(rows.map(({ name, step: shown }) => [name, shown])).toEqual([
      [siteName, 'create boot media'],
      ['a', 'waiting'],
    ]);
  });

  it('stops the clock of a node when it ends, and keeps it stopped', () => {
    const ended = { task: task({ nodes: [node('n1', 'success')] }), steps: [step({})] };
    const first = advance(nothingYet, { task: task({ nodes: [node('n1')] }), steps: [], nowMs: 1_000 });
    const second = advance(first, { ...ended, nowMs: 5_000 });
    const third = advance(second, { ...ended, nowMs: 9_000 });
    expect(third.rows).toMatchObject([{ state: 'done', startedMs: 1_000, endedMs: 5_000 }]);
  });

  it('starts the clock anew when a node walks through the same kind of task a second time', () => {
    const before = advance(nothingYet, {
      task: task({ nodes: [node('n1', 'success')] }),
      steps: [step({})],
      nowMs: 5_000,
    });
    const again = advance(before, { task: task({ id: 'two', nodes: [node('n1')] }), steps: [], nowMs: 50_000 });
    expect(again.rows).toMatchObject([{ state: 'running', startedMs: 50_000, endedMs: null }]);
  });

  it('says why a node was skipped', () => {
    const reason = 'deployed already with this design';
    const skipped = task({ nodes: [{ ...node('n1', 'success'), reason }] });
    const { rows } = advance(nothingYet, { task: skipped, steps: [step({ outcome: 'skipped' })], nowMs: 0 });
    expect(rows).toMatchObject([{ state: 'skipped', step: 'deployed already with this design' }]);
  });

  it('keeps the rows of nodes that the next task does not concern', () => {
    const both = advance(nothingYet, {
      task: task({ nodes: [node('a', 'success'), node('b', 'success')] }),
      steps: [],
      nowMs: 0,
    });
    const one = advance(both, { task: task({ kind: 'destroy_nodes', nodes: [node('b')] }), steps: [], nowMs: 1 });
    expect(one.rows.map(({ name, task: kind }) => [name, kind])).toEqual([
      ['a', 'deploy_nodes'],
      ['b', 'destroy_nodes'],
    ]);
  });

  it('counts the time of each task, also of two of the same kind', () => {
    const first = advance(nothingYet, { task: task({ state: 'ended', outcome: 'success' }), steps: [], nowMs: 3 });
    const second = advance(first, { task: task({ id: 'two' }), steps: [], nowMs: 10 });
    const third = advance(second, {
      task: task({ id: 'two', state: 'ended', outcome: 'failure' }),
      steps: [],
      nowMs: 30,
    });
    expect(third.laps.map(({ startedMs, endedMs }) => [startedMs, endedMs])).toEqual([
      [3, 3],
      [10, 30],
    ]);
  });
});

describe('the progress as lines', () => {
  const running = advance(nothingYet, {
    task: task({ nodes: [node('n1')] }),
    steps: [step({ outcome: null }), step({ name: 'second', outcome: null })],
    nowMs: 0,
  });

  it('has a line only for what changed', () => {
    expect(changes(nothingYet, running)).toEqual(['deploy_nodes: started', 'deploy_nodes n1 0/2 power on']);
    expect(changes(running, running)).toEqual([]);
  });

  it('says which node failed, at which step and why, and how the task ended', () => {
    const failure = { kind: 'timed-out', message: 'no agent came', advice: null };
    const failed = advance(running, {
      task: task({ state: 'ended', outcome: 'failure', nodes: [{ ...node('n1', 'failure'), failure }] }),
      steps: [step({}), step({ name: 'second', outcome: 'failure', failure })],
      nowMs: 61_000,
    });
    expect(changes(running, failed)).toEqual([
      'deploy_nodes n1 2/2 failed: second: no agent came',
      'deploy_nodes: failure after 1:01',
    ]);
  });
});
