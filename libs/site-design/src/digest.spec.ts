import { expect, it } from 'vitest';
import { canonicalJson, digestOf } from './digest.js';

it('equal values have equal texts, whatever order they were written in', () => {
  expect(canonicalJson({ b: [1, { d: null, c: 'x' }], a: true })).toBe('{"a":true,"b":[1,{"c":"x","d":null}]}');
  expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}');
});

it('the digest is SHA-256 over that text', () => {
  // printf '{"a":1}' | sha256sum
  expect(digestOf({ a: 1 })).toBe('015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862');
});
