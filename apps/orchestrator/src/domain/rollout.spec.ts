import { describe, expect, it } from 'vitest';
import { optionsOf, rolloutOf } from './rollout.js';

describe('a share of failures to stop after', () => {
  it.each([
    ['10%', 8, 1],
    ['10%', 20, 2],
    ['10%', 21, 3],
    ['1%', 0, 1],
    ['100%', 40, 40],
    [3, 2, 3],
  ])('%s of %i nodes is %i', (stopAfter, nodes, count) => {
    expect(rolloutOf(optionsOf({ stopAfter }), nodes)).toMatchObject({ stopAfter: count });
  });
});

it('nothing that is left out bounds a task', () => {
  expect(rolloutOf(optionsOf({}), 5)).toEqual({
    maxParallel: null,
    perRack: null,
    canary: null,
    stopAfter: null,
    priority: 0,
    startAt: null,
  });
});
