import { describe, expect, it } from 'vitest';
import { isAgentAlive } from './agent-life.js';
import type { NodeState } from './node-state.js';

const now = new Date('2026-11-23T12:00:00Z');
const silentFor = (seconds: number, state: NodeState) =>
  isAgentAlive({ state, now, pollSeconds: 5, agentSeenAt: new Date(now.getTime() - seconds * 1000) });

describe('an agent', () => {
  it.each<[NodeState, number, boolean]>([
    ['available', 7, true],
    ['available', 9, false],
    ['installing', 14, true],
    ['installing', 16, false],
  ])('of a node that is %s, silent for %d s, is alive: %s', (state, seconds, alive) => {
    expect(silentFor(seconds, state)).toBe(alive);
  });

  it('that was never seen, or is known to be gone, is not alive', () => {
    expect(isAgentAlive({ state: 'available', now, pollSeconds: 5, agentSeenAt: null })).toBe(false);
  });
});
