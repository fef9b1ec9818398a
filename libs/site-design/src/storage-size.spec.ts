import { expect, it } from 'vitest';
import { parseSize } from './storage-size.js';

it.each([
  ['20g', false, 20e9],
  ['20GB', false, 20e9],
  ['500m', false, 500e6],
  ['1T', false, 1e12],
  ['20gi', false, 20 * 2 ** 30],
  ['512MiB', false, 512 * 2 ** 20],
  ['>2tib', true, 2 * 2 ** 40],
])('%s is that many bytes', (text, grows, value) => {
  expect(parseSize(text)).toEqual({ grows, amount: { unit: 'bytes', value } });
});

it.each([
  ['50%', false],
  ['>10%', true],
])('%s is a share', (text, grows) => {
  expect(parseSize(text)).toEqual({ grows, amount: { unit: 'percent', value: Number(/\d+/.exec(text)?.[0]) } });
});

it.each(['', '20', '20.5g', '-5g', '20b', '20gB', 'g', '20g!', '> 20g', '20 g', '9'.repeat(99) + 'g'])(
  '"%s" is no size',
  (text) => {
    expect(parseSize(text)).toBeNull();
  },
);
