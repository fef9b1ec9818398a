import { describe, expect, it } from 'vitest';
import { backoffSeconds } from './backoff.js';

const attempts = [0, 1, 2, 3, 4, 5, 6, 7, 100];

describe('the pause before the next try', () => {
  it('doubles from half a second up to 30 s', () => {
    expect(attempts.map((attempt) => backoffSeconds(attempt, () => 1))).toEqual([0.5, 1, 2, 4, 8, 16, 30, 30, 30]);
  });

  it('is anywhere between half of that and the whole, so that many do not come back at once', () => {
    for (const attempt of attempts) {
      const [least, middle, most] = [0, 0.5, 1].map((random) => backoffSeconds(attempt, () => random));
      expect([least, middle]).toEqual([0.5 * (most ?? 0), 0.75 * (most ?? 0)]);
    }
  });
});
