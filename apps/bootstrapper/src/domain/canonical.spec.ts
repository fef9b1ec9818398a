import { describe, expect, it } from 'vitest';
import { canonical } from './canonical.js';

describe('two values are the same', () => {
  it('whatever the order of their fields', () => {
    expect(canonical({ b: [1, { d: 'x', c: true }], a: null })).toBe(canonical({ b: [1, { c: true, d: 'x' }] }));
  });

  it('only when their lists have the same order', () => {
    expect(canonical([1, 2])).not.toBe(canonical([2, 1]));
  });
});
