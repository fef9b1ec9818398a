import { done } from '@drydock/driver';
import { describe, expect, it } from 'vitest';
import { outcomeOf } from './outcome.js';
import type { TakenAction } from './runner.store.js';

const action: TakenAction = {
  id: '0d4f6a38-5a5e-4c38-9f0e-3f0a1c2b7d10',
  name: 'InterrogateNode',
  node: 'node01',
  key: 'bootstrapper node01',
  part: null,
  driver: 'builtin',
  request: { action: 'InterrogateNode', target: { type: 'builtin', address: 'http://127.0.0.1' } },
  secretHmacs: null,
  taskId: null,
  traceparent: null,
  state: 'running',
  revision: 2,
  epoch: '1',
  attempts: 1,
  dryRun: false,
  timeoutSeconds: 60,
  deadline: null,
  dueAt: new Date(0),
  progress: null,
  checkpoint: null,
  result: null,
  noop: null,
  would: null,
  risks: null,
  failure: null,
  lastFailure: null,
  confirmation: null,
  confirmedAttempt: null,
  quirks: [],
  stopKind: null,
  stopReason: null,
  createdAt: new Date(0),
  startedAt: new Date(0),
  finishedAt: null,
  memory: null,
  facts: {},
};

const after = (result: Record<string, unknown>, request = action.request) =>
  outcomeOf({ ...action, request }, { ended: done(result) }, { stop: null, quirks: [], random: () => 0 });

describe('what a driver answers', () => {
  it('is the result as long as it fits into a message', () => {
    const result = { text: 'x'.repeat(400 * 1024) };
    expect(after(result)).toMatchObject({ state: 'succeeded', result });
  });

  it('fails its action when no message can tell it, and says why', () => {
    expect(after({ text: 'x'.repeat(512 * 1024) })).toMatchObject({
      state: 'failed',
      result: null,
      failure: { kind: 'internal', message: expect.stringMatching(/^InterrogateNode of node01: .*512 KiB$/) },
    });
  });

  it('has less room beside a long request, which the result carries too', () => {
    const parameters = { text: 'x'.repeat(300 * 1024) };
    expect(after({ text: 'x'.repeat(300 * 1024) }, { ...action.request, parameters })).toMatchObject({
      state: 'failed',
    });
  });
});
