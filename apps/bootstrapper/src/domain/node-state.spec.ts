import { bootstrapStates } from '@drydock/contracts';
import { describe, expect, it } from 'vitest';
import { causes, nextState, type Cause, type NodeState } from './node-state.js';

/** Every change that is allowed; all other pairs must be refused. */
const allowed: readonly [NodeState, Cause, NodeState][] = [
  ['absent', 'enrolled', 'known'],
  ['known', 'identified', 'available'],
  ['known', 'removed', 'absent'],
  ['available', 'contradicted', 'known'],
  ['available', 'configuration-started', 'preparing'],
  ['available', 'deployment-started', 'installing'],
  ['available', 'erasure-started', 'erasing'],
  ['available', 'removed', 'absent'],
  ['preparing', 'configuration-started', 'preparing'],
  ['preparing', 'configuration-finished', 'prepared'],
  ['preparing', 'configuration-failed', 'broken'],
  ['preparing', 'erasure-started', 'erasing'],
  ['preparing', 'withdrawn', 'available'],
  ['prepared', 'contradicted', 'known'],
  ['prepared', 'configuration-started', 'preparing'],
  ['prepared', 'deployment-started', 'installing'],
  ['prepared', 'erasure-started', 'erasing'],
  ['prepared', 'removed', 'absent'],
  ['installing', 'deployment-started', 'installing'],
  ['installing', 'image-written', 'installed'],
  ['installing', 'deployment-failed', 'broken'],
  ['installing', 'erasure-started', 'erasing'],
  ['installing', 'withdrawn', 'broken'],
  ['installed', 'phoned-home', 'deployed'],
  ['installed', 'deployment-started', 'installing'],
  ['installed', 'erasure-started', 'erasing'],
  ['installed', 'removed', 'absent'],
  ['deployed', 'deployment-started', 'installing'],
  ['deployed', 'erasure-started', 'erasing'],
  ['deployed', 'removed', 'absent'],
  ['erasing', 'erasure-started', 'erasing'],
  ['erasing', 'erasure-finished', 'available'],
  ['erasing', 'erasure-failed', 'broken'],
  ['erasing', 'withdrawn', 'broken'],
  ['broken', 'configuration-started', 'preparing'],
  ['broken', 'deployment-started', 'installing'],
  ['broken', 'erasure-started', 'erasing'],
  ['broken', 'removed', 'absent'],
];

const isCause = (name: string): name is Cause => allowed.some(([, cause]) => cause === name);

describe('the states of a node', () => {
  it.each(allowed)('%s, %s: becomes %s', (before, cause, after) => {
    expect(nextState(before, cause)).toBe(after);
  });

  it('change in no other way', () => {
    const pairs = bootstrapStates.flatMap((state) =>
      causes.filter(isCause).flatMap((cause) => (nextState(state, cause) === undefined ? [] : [`${state} ${cause}`])),
    );
    expect(pairs.sort()).toEqual(allowed.map(([before, cause]) => `${before} ${cause}`).sort());
    expect(causes.filter((cause) => !isCause(cause))).toEqual([]);
  });

  it('never lead from deployed to anything but by an operator asking for it', () => {
    const ways = causes.filter(isCause).filter((cause) => nextState('deployed', cause) !== undefined);
    expect(ways).toEqual(['deployment-started', 'erasure-started', 'removed']);
  });
});
