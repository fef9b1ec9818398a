import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../digest.js';
import { documentsFromJson } from '../documents/json-documents.js';
import type { Documents } from '../documents/reading.js';
import { readDocuments } from '../documents/yaml-documents.js';
import { document, policy, source } from '../testing/raw-manifests.js';
import { renderManifests } from './render-manifests.js';

describe('documents without anything to render', () => {
  it('are left as they are', () => {
    const { documents } = readDocuments(
      [policy, source, document('a', 'layeringDefinition: {abstract: false, layer: site}', '{}')].join('---\n'),
    );
    expect(renderManifests(documents)).toEqual({ documents, findings: [] });
    expect(renderManifests(documents).documents.every((each, index) => each === documents[index])).toBe(true);
  });
});

/** Few words, so that documents meet each other; and any JSON where a word is expected. */
const word = fc.constantFrom('a', 'b', 'c');
const path = fc.constantFrom('.', '.a', '.b.c', '.a[1]', '.l[0]', '.a.b.c[2].d', '.__proto__.a', '..', '.a[*]');
const odd = <T>(usual: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 20, arbitrary: usual }, { weight: 1, arbitrary: fc.jsonValue() });
const pattern = fc.constantFrom('a', '(b)|c', '.*', '(', '');
const some = { requiredKeys: [] };
const schema = fc.constantFrom('drydock/HostProfile/v1', 'other/Values/v1', 'deckhand/Passphrase/v1');
const substitution = fc.record({
  src: odd(
    fc.record(
      { schema, name: word, path: odd(path), pattern, match_group: fc.nat(2) },
      { requiredKeys: ['schema', 'name', 'path'] },
    ),
  ),
  dest: odd(
    fc.record(
      { path, pattern, recurse: odd(fc.record({ depth: fc.integer({ min: -1, max: 3 }) })) },
      { requiredKeys: ['path'] },
    ),
  ),
});
const action = fc.record({ method: odd(fc.constantFrom('merge', 'replace', 'delete')), path: odd(path) });
const labels = fc.dictionary(word, odd(word), { maxKeys: 2 });
const data = fc.oneof(
  fc.jsonValue(),
  fc.dictionary(fc.oneof(word, fc.constant('l'), fc.constant('__proto__')), fc.jsonValue()),
);
const manifest = fc.record({
  schema,
  metadata: odd(
    fc.record(
      {
        name: word,
        storagePolicy: fc.constantFrom('cleartext', 'encrypted'),
        labels: odd(labels),
        replacement: odd(fc.boolean()),
        layeringDefinition: odd(
          fc.record(
            {
              abstract: odd(fc.boolean()),
              layer: odd(fc.constantFrom('global', 'type', 'site')),
              parentSelector: odd(labels),
              actions: odd(fc.array(odd(action), { maxLength: 3 })),
            },
            some,
          ),
        ),
        substitutions: odd(fc.array(odd(substitution), { maxLength: 3 })),
      },
      { requiredKeys: ['name'] },
    ),
  ),
  data,
});
const layeringPolicy = {
  schema: 'deckhand/LayeringPolicy/v1',
  metadata: { name: 'policy' },
  data: { layerOrder: ['global', 'type', 'site'] },
};
const manifests = fc
  .array(manifest, { maxLength: 12 })
  .map((all) => documentsFromJson([layeringPolicy, ...all]).documents);

const asText = ({ documents, findings }: Documents) => ({
  documents: documents.map(({ content }) => canonicalJson(content)).sort(),
  findings: findings.map((finding) => canonicalJson(finding)).sort(),
});

describe('rendering, whatever the manifests are,', () => {
  it('ends with documents and findings, twice the same', () => {
    fc.assert(
      fc.property(manifests, (documents) => {
        const before = canonicalJson(documents.map(({ content }) => content));
        const first = renderManifests(documents);
        expect(first.findings.filter(({ message }) => message.includes('failed'))).toEqual([]);
        expect(asText(renderManifests(documents))).toEqual(asText(first));
        expect(canonicalJson(documents.map(({ content }) => content))).toBe(before);
      }),
      { numRuns: 500 },
    );
  });

  it('leaves nothing to render', () => {
    fc.assert(
      fc.property(manifests, (documents) => {
        const rendered = renderManifests(documents);
        const again = renderManifests(rendered.documents);
        expect(again).toEqual({ documents: rendered.documents, findings: [] });
      }),
      { numRuns: 300 },
    );
  });

  it('does not depend on the order of the documents', () => {
    const shuffled = manifests.chain((documents) =>
      fc.tuple(fc.constant(documents), fc.shuffledSubarray(documents, { minLength: documents.length })),
    );
    fc.assert(
      fc.property(shuffled, ([documents, mixed]) => {
        expect(asText(renderManifests(mixed))).toEqual(asText(renderManifests(documents)));
      }),
      { numRuns: 300 },
    );
  });
});

describe('manifests that mean harm', () => {
  const drydocks = 'drydock/HostProfile/v1';
  const taking = (name: string, ...takes: readonly object[]) => ({
    schema: drydocks,
    metadata: { name, substitutions: takes },
    data: { text: 'aaaaaaaaaa' },
  });
  const src = (name: string, from = '.') => ({ schema: drydocks, name, path: from });
  const renderJson = (values: readonly object[]) => renderManifests(documentsFromJson(values).documents);

  it.each([
    [
      'double with each document',
      Array.from({ length: 64 }, (_, index) =>
        taking(
          `d${String(index).padStart(2, '0')}`,
          ...(index === 0
            ? []
            : [{ src: src(`d${String(index - 1).padStart(2, '0')}`), dest: [{ path: '.a' }, { path: '.b' }] }]),
        ),
      ),
    ],
    [
      'nest ever deeper',
      Array.from({ length: 20 }, (_, index) =>
        taking(`d${index}`, ...(index === 0 ? [] : [{ src: src(`d${index - 1}`), dest: { path: '.a.b.c.d.e' } }])),
      ),
    ],
    [
      'put a long text in place of each letter of a long text',
      [
        { schema: 'other/Values/v1', metadata: { name: 'long' }, data: { text: 'a'.repeat(1_000_000) } },
        taking('d', {
          src: { schema: 'other/Values/v1', name: 'long', path: '.text' },
          dest: [{ path: '.text' }, { path: '.text', pattern: 'a' }],
        }),
      ],
    ],
    [
      'copy one large document into many',
      [
        { schema: 'other/Values/v1', metadata: { name: 'large' }, data: { list: Array(100_000).fill(0) } },
        ...Array.from({ length: 100 }, (_, index) =>
          taking(`d${index}`, {
            src: { schema: 'other/Values/v1', name: 'large', path: '.list' },
            dest: { path: '.list' },
          }),
        ),
      ],
    ],
    [
      'search a long text from each of its letters',
      [
        { schema: 'other/Values/v1', metadata: { name: 'long' }, data: { text: 'a'.repeat(100_000) } },
        taking('d', {
          src: { schema: 'other/Values/v1', name: 'long', path: '.text' },
          dest: [{ path: '.text' }, { path: '.text', pattern: '(?s)a.*b|a' }],
        }),
      ],
    ],
  ])('and %s are one finding', (_what, values) => {
    expect(renderJson(values).findings).toMatchObject([{ rule: 'DD0002', level: 'error' }]);
  });

  it('and take from each other in a chain of thousands are rendered', () => {
    const chain = Array.from({ length: 20_000 }, (_, index) =>
      taking(`d${index}`, ...(index === 0 ? [] : [{ src: src(`d${index - 1}`, '.text'), dest: { path: '.text' } }])),
    );
    const { documents, findings } = renderJson(chain);
    expect(findings).toEqual([]);
    expect(documents.at(-1)?.locate(['data', 'text'])).toBeNull();
  });
});
