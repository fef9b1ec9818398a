import { describe, expect, it } from 'vitest';
import type { WalkStep } from '../domain/walk.js';
import { StepsAtHand } from './steps-at-hand.js';

const step: WalkStep = {
  id: 'a',
  position: 0,
  name: 'power it on',
  item: null,
  undoes: null,
  actionId: null,
  try: 1,
  state: 'pending',
  outcome: null,
  reason: null,
  failure: null,
  result: null,
};

describe('the steps of a walk that are at hand', () => {
  it('are handed out while the walk is as it was', () => {
    const atHand = new StepsAtHand();
    atHand.keep('walk', { revision: 3, steps: [step] });
    expect(atHand.take('walk', 3)).toEqual([step]);
  });

  it('are read anew when another replica wrote the walk since', () => {
    const atHand = new StepsAtHand();
    atHand.keep('walk', { revision: 3, steps: [step] });
    expect(atHand.take('walk', 4)).toBeNull();
  });

  it('are handed out once: a change that is not committed must not be seen by the next', () => {
    const atHand = new StepsAtHand();
    atHand.keep('walk', { revision: 3, steps: [step] });
    atHand.take('walk', 3);
    expect(atHand.take('walk', 3)).toBeNull();
  });

  it('are bounded: the walks used longest ago go first', () => {
    const atHand = new StepsAtHand();
    for (let n = 0; n <= 2_000; n += 1) atHand.keep(`walk${n}`, { revision: 1, steps: [step] });
    expect(atHand.take('walk0', 1)).toBeNull();
    expect(atHand.take('walk1', 1)).toEqual([step]);
  });
});
