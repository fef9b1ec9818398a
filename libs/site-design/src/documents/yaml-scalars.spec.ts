import { describe, expect, it } from 'vitest';
import { scalarValue } from './yaml-scalars.js';

describe('a plain scalar', () => {
  it.each([
    ['12', 12],
    ['-12', -12],
    ['+12', 12],
    ['0', 0],
    ['-0', 0],
    ['0x1F', 31],
    ['1.5', 1.5],
    ['-1.5e+3', -1500],
    ['1.', 1],
    ['.5', 0.5],
    ['true', true],
    ['False', false],
    ['null', null],
    ['~', null],
    ['', null],
  ])('%s is what YAML 1.1 and 1.2 both say', (text, value) => {
    expect(scalarValue(text)).toBe(value);
  });

  it.each([
    ['yes'],
    ['no'],
    ['on'],
    ['Off'],
    ['y'],
    ['0755'],
    ['0644'],
    ['010'],
    ['08'],
    ['0o17'],
    ['0b11'],
    ['1_000'],
    ['1e3'],
    ['1.5e3'],
    ['525400e10100'],
    ['-.5'],
    ['52:54:00:01:01:00'],
    ['12:30:45'],
    ['2026-01-01'],
    ['10.0.0.1'],
    ['0000:00:03.0'],
    ['.inf'],
    ['.nan'],
    ['='],
  ])('%s is text, as YAML 1.1 and 1.2 do not agree about it or JSON cannot say it', (text) => {
    expect(scalarValue(text)).toBe(text);
  });

  it.each([['9007199254740993'], ['12345678901234567890'], ['1.0e+999']])(
    '%s is text, as a number would lose digits',
    (text) => {
      expect(scalarValue(text)).toBe(text);
    },
  );
});
