import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPlainBlock } from './block-yaml.js';
import { limits } from './limits.js';
import { readAnyYaml } from './yaml-document.js';

/** What lines of YAML are made of, simple and not, in any order. */
const token = fc.constantFrom(
  ...[
    'a',
    'b:',
    'key:',
    'key: ',
    "'!x':",
    '"q":',
    '- ',
    '-',
    '-  ',
    '? ',
    ': ',
    '? a',
    '0755',
    '0x1f',
    '1.5',
    'yes',
    'true',
    '~',
  ],
  ...[
    'null',
    "'one'",
    "'it''s'",
    '"two"',
    '"t\\n"',
    '{}',
    '[]',
    '{a: 1}',
    '[1, 2]',
    '&x ',
    '*x',
    '<<: ',
    '!!str ',
    '|',
    '>-',
    '#',
    ' # c',
  ],
  ...[
    ' ',
    '  ',
    '    ',
    'a b',
    'a:b',
    'http://x:1/',
    '52:54:00:01:01:00',
    '-1',
    '--',
    '---',
    '...',
    '%',
    '@',
    '`',
    "'",
    '"',
    '__proto__:',
  ],
);
const line = fc
  .tuple(fc.nat(6), fc.array(token, { maxLength: 4 }))
  .map(([indent, tokens]) => ' '.repeat(indent) + tokens.join(''));
const text = fc.array(line, { minLength: 1, maxLength: 10 }).map((lines) => `${lines.join('\n')}\n`);

const simpleKey = fc.stringMatching(/^[a-z][a-z0-9_.-]{0,8}$/);
const simpleScalar = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9_/.+~][ -~]{0,12}$/),
  fc.constantFrom('12', "'x y'", '"x"', '{}'),
);

/** Keys, values and dashes at two places: nearly always in the plain form, and not always YAML. */
const plainish = fc
  .array(fc.tuple(fc.constantFrom(0, 2, 2, 4), fc.constantFrom('', '', '- '), simpleKey, fc.option(simpleScalar)), {
    minLength: 1,
    maxLength: 14,
  })
  .map((lines) =>
    lines
      .map(([indent, dash, key, value]) => `${' '.repeat(indent)}${dash}${key}:${value === null ? '' : ` ${value}`}\n`)
      .join(''),
  );

/** Says the same as the whole parser, or nothing. Returns whether it said anything. */
function agrees(written: string): boolean {
  const plain = readPlainBlock(written);
  if (plain === null) return false;
  const whole = readAnyYaml(written, limits.values);
  expect({ written, value: plain.value, keys: JSON.stringify(plain.value) }).toEqual({
    written,
    value: whole?.value,
    keys: JSON.stringify(whole?.value),
  });
  expect(plain.size).toBe(whole?.size);
  return true;
}

describe('the reader of the plain form', () => {
  it('says what the whole parser says, of whatever it is given', () => {
    fc.assert(
      fc.property(text, (written) => void agrees(written)),
      { numRuns: 4_000, seed: 1 },
    );
  });

  it('says what the whole parser says, of what is mostly plain', () => {
    let said = 0;
    fc.assert(
      fc.property(plainish, (written) => {
        if (agrees(written)) said += 1;
      }),
      { numRuns: 4_000, seed: 2 },
    );
    expect(said).toBeGreaterThan(400);
  });

  it('reads a document as sites have it', () => {
    const written = `---
schema: drydock/BaremetalNode/v1
metadata:
  name: node1   
`;
    expect(readPlainBlock(written)).toBeNull();
    const tidy = written.replace('   \n', '\n').replace('---\n', '---\n# the first\n\n');
    expect(readPlainBlock(tidy)?.value).toEqual({ schema: 'drydock/BaremetalNode/v1', metadata: { name: 'node1' } });
  });

  it.each([
    ['a list at the place of its key', 'a:\n- b: 1\n  c: 2\n- d\ne: 1\n', { a: [{ b: 1, c: 2 }, 'd'], e: 1 }],
    ['a list further in', 'a:\n    - b\n    - c:\n        d: 1\n', { a: ['b', { c: { d: 1 } }] }],
    ['keys without a value', 'a:\nb:\n  c:\n', { a: null, b: { c: null } }],
    ['keys in quotes', "'!sdb': {}\n\"x y\": '1'\n", { '!sdb': {}, 'x y': '1' }],
  ])('reads %s', (_what, written, value) => {
    expect(readPlainBlock(written)?.value).toEqual(value);
    expect(agrees(written)).toBe(true);
  });

  it.each([
    ['a scalar over several lines', 'a: b\n  c\n'],
    ['a key that is written twice', 'a: 1\na: 2\n'],
    ['a comment behind a value', 'a: b # c\n'],
    ['two colons', 'a: b: c\n'],
    ['an anchor', 'a: &x b\n'],
    ['a tab', 'a:\tb\n'],
    ['a line further out than any', '  a: 1\n b: 2\n'],
    ['what is not ASCII', 'a: ü\n'],
    ['a key that objects have', '__proto__: 1\n'],
  ])('leaves %s to the whole parser', (_what, written) => {
    expect(readPlainBlock(written)).toBeNull();
  });
});
