import { expect, it } from 'vitest';
import { canonicalJson, digestOf, digestOfTexts } from './digest.js';

it('equal values have equal texts, whatever order they were written in', () => {
  expect(canonicalJson({ b: [1, { d: null, c: 'x' }], a: true })).toBe('{"a":true,"b":[1,{"c":"x","d":null}]}');
  expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}');
});

it('numbers as keys are texts too: they are in the order of their characters', () => {
  expect(canonicalJson({ 9: 1, 10: { b: 1, a: 2 } })).toBe('{"10":{"a":2,"b":1},"9":1}');
  expect(canonicalJson([{ 9: 1, 10: 2 }, undefined])).toBe('[{"10":2,"9":1},null]');
});

it('a value whose keys are in order has the text of one whose keys are not', () => {
  const inOrder = { a: [{ b: 'ä"\n', c: null }, [], {}], d: { e: -0, f: undefined, g: false } };
  const others = { d: { g: false, f: undefined, e: -0 }, a: [{ c: null, b: 'ä"\n' }, [], {}] };
  expect(canonicalJson(inOrder)).toBe('{"a":[{"b":"ä\\"\\n","c":null},[],{}],"d":{"e":0,"g":false}}');
  expect(canonicalJson(others)).toBe(canonicalJson(inOrder));
});

it('a list has the same digest when its entries were written before', () => {
  const list = [{ b: 1, a: '"' }, 2, null, 'ä'];
  expect(digestOfTexts(list.map(canonicalJson))).toBe(digestOf(list));
  expect(digestOfTexts([])).toBe(digestOf([]));
});

it('the digest is SHA-256 over that text', () => {
  // printf '{"a":1}' | sha256sum
  expect(digestOf({ a: 1 })).toBe('015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862');
});
