import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments, stringify } from 'yaml';
import { compileDesign } from './compile-design.js';
import { documentsFromJson } from './documents/json-documents.js';
import type { Json } from './documents/source-document.js';
import { readDocuments } from './documents/yaml-documents.js';

const directory = join(import.meta.dirname, '../../../examples/sites/sample');
const sample = readdirSync(directory)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => readFileSync(join(directory, name), 'utf8'))
  .join('\n---\n');
const documents = readDocuments(sample).documents;
const contents = documents.map(({ content }) => content);

/** fast-check says seed and path of what fails. */
const settings = (numRuns: number) => ({ numRuns, seed: 20_260_101 });

const odd = fc.constantFrom(
  ...[
    '',
    ' ',
    '\n',
    '\t',
    '\0',
    ':',
    ': ',
    '- ',
    '---\n',
    '...\n',
    '&a ',
    '*a',
    '!x ',
    '!!binary ',
    '<<: ',
    '%',
    '{',
    '}',
    '[',
  ],
  ...[
    ']',
    "'",
    '"',
    '|',
    '>',
    '#',
    '\\',
    '\uFEFF',
    '\u2028',
    '\ud800',
    'ü',
    '🦆',
    '__proto__: 1\n',
    '0755',
    '1e999',
    '-',
    '?',
  ],
);
/** Puts something odd where it does not belong, or takes something away. */
const edit = fc.record({ at: fc.nat(sample.length), remove: fc.oneof(fc.constant(0), fc.nat(40)), insert: odd });
const mutatedText = fc
  .array(edit, { minLength: 1, maxLength: 4 })
  .map((edits) =>
    edits.reduce((text, { at, remove, insert }) => text.slice(0, at) + insert + text.slice(at + remove), sample),
  );

const json = fc.oneof(
  fc.constantFrom<Json>(null, true, -1, 1e308, '', '!', '!x', 'x'.repeat(5_000), {}, [], [null], { name: null }),
  fc.constantFrom<Json>(
    { constructor: 1 },
    JSON.parse('{"__proto__":{"x":1}}'),
    '\0',
    '\ud800',
    '0.0.0.0/0',
    '999.1.1.1',
    '(a+)+$',
  ),
  fc.constantFrom<Json>(...contents.flatMap((content) => Object.values(content['data'] ?? {}))),
);

/** The documents with the value at one place replaced. */
const mutatedDocuments = fc
  .tuple(fc.nat(contents.length - 1), fc.array(fc.nat(), { minLength: 1, maxLength: 6 }), json)
  .map(([which, choices, value]) =>
    contents.map((content, index) => (index === which ? replacedAt(content, choices, value) : content)),
  );

function replacedAt(root: Json, [choice, ...rest]: readonly number[], value: Json): Json {
  if (choice === undefined || typeof root !== 'object' || root === null) return value;
  const entries = Object.entries(root);
  const chosen = entries.length === 0 ? -1 : choice % entries.length;
  const changed = entries.map(
    ([key, part], index) => [key, index === chosen ? replacedAt(part, rest, value) : part] as const,
  );
  return Array.isArray(root) ? changed.map(([, part]) => part) : Object.fromEntries(changed);
}

const faults = (findings: readonly { readonly message: string; readonly advice: string }[]): string[] =>
  findings.filter(({ advice }) => advice.startsWith('This is a fault of Drydock')).map(({ message }) => message);

describe('a site that something was done to', () => {
  it('is read and compiled without a fault of ours, and twice to the same, whatever was done to its text', () => {
    fc.assert(
      fc.property(mutatedText, (text) => {
        const read = readDocuments(text);
        const compiled = compileDesign(read.documents);
        expect(faults([...read.findings, ...compiled.findings])).toEqual([]);
        expect(compileDesign(read.documents)).toEqual(compiled);
        const again = readDocuments(text);
        expect([again.findings, compileDesign(again.documents)]).toEqual([read.findings, compiled]);
      }),
      settings(300),
    );
  });

  it('is compiled without a fault of ours, whatever stands in its documents', () => {
    fc.assert(
      fc.property(mutatedDocuments, (values) => {
        const read = documentsFromJson(values);
        const { findings, design } = compileDesign(read.documents);
        expect(faults(findings)).toEqual([]);
        expect(findings.some(({ level }) => level === 'error')).toBe(design === null);
      }),
      settings(1_000),
    );
  });

  it('is the same design in whatever order its documents come, but for boot actions', () => {
    const { design } = compileDesign(documents);
    const bootActions = documents.filter(({ schema }) => schema === 'drydock/BootAction/v1');
    const others = documents.filter((document) => !bootActions.includes(document));
    expect(design).not.toBeNull();
    fc.assert(
      fc.property(fc.shuffledSubarray(others, { minLength: others.length }), (shuffled) => {
        const again = compileDesign([...shuffled, ...bootActions]).design;
        expect(again).toEqual(design);
        expect(JSON.stringify(again)).toBe(JSON.stringify(design));
      }),
      settings(30),
    );
  });

  it('leaves what it was made of as it was', () => {
    const before = structuredClone(contents);
    compileDesign(documents);
    expect(contents).toEqual(before);
  });
});

describe('what another YAML library writes or reads', () => {
  it('is read as that library reads it, in the sample site', () => {
    const others: unknown[] = parseAllDocuments(sample).flatMap((document) => {
      const value: unknown = document.toJS();
      return value === null ? [] : [value];
    });
    expect(contents).toEqual(others);
  });

  it('is read as what was written, whatever it was', () => {
    const value = fc.letrec((tie) => ({
      leaf: fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.integer(), fc.boolean(), fc.constant(null), odd),
      tree: fc.oneof(
        { maxDepth: 4 },
        tie('leaf'),
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.dictionary(fc.oneof(fc.string(), odd), tie('tree'), { maxKeys: 4, noNullPrototype: true }),
      ),
    })).tree;
    fc.assert(
      fc.property(value, (data) => {
        const document = { schema: 'a/B/v1', metadata: { name: 'n' }, data };
        fc.pre(JSON.stringify(document).isWellFormed() && !/\\ud[89a-f]/.test(JSON.stringify(document)));
        for (const text of [stringify(document, { version: '1.1' }), JSON.stringify(document)]) {
          const read = readDocuments(text);
          expect(read.findings).toEqual([]);
          expect(read.documents.map(({ content }) => content)).toEqual([document]);
        }
      }),
      settings(1_500),
    );
  });
});
