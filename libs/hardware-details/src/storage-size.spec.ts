import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NoSuchSize, parseSize, sizeIn } from './storage-size.js';

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

describe('a size on a disk', () => {
  const disk = 480e9;
  const mebi = 2 ** 20;

  it.each([
    ['20g', disk, 20e9],
    ['20gi', disk, 20 * 2 ** 30],
    ['50%', disk, 240e9],
    ['>20g', disk, disk - 4 * mebi],
    ['>20g', 100e9, 100e9 - 4 * mebi],
    ['>10%', 100e9, 100e9 - 4 * mebi],
    ['480g', disk, disk],
    ['0m', 0, 0],
  ])('%s with %d bytes left is %d bytes', (text, available, bytes) => {
    expect(sizeIn(disk, available, text)).toBe(bytes);
  });

  it('is a whole number of bytes, rounded down', () => {
    expect(sizeIn(1001, 1001, '33%')).toBe(330);
  });

  it.each([
    ['480g', disk - 1],
    ['50%', disk / 2 - 1],
    ['>20g', 20e9 - 1],
    // What is left beside the partition table is less than was asked for.
    ['>20g', 20e9],
    ['>0m', mebi],
  ])('%s is refused where only %d bytes are left', (text, available) => {
    expect(() => sizeIn(disk, available, text)).toThrow(NoSuchSize);
    expect(() => sizeIn(disk, available, text)).toThrow(`${available} of ${disk} are left`);
  });

  it('is refused where it is none', () => {
    expect(() => sizeIn(disk, disk, '20gB')).toThrow('20gB is no size');
  });

  it('never is more than there is, and with ">" never less than was asked for', () => {
    const size = fc.tuple(fc.nat(600), fc.constantFrom('m', 'g', 'gi', '%'), fc.boolean());
    fc.assert(
      fc.property(size, fc.nat(600e9), ([value, unit, grows], available) => {
        const text = `${grows ? '>' : ''}${value}${unit}`;
        try {
          const bytes = sizeIn(600e9, available, text);
          expect(bytes).toBeLessThanOrEqual(available);
          expect(bytes).toBeGreaterThanOrEqual(sizeIn(600e9, 600e9, `${value}${unit}`));
        } catch (error) {
          expect(error).toBeInstanceOf(NoSuchSize);
        }
      }),
    );
  });
});
