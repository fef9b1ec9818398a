import { describe, expect, it } from 'vitest';
import { readDocuments } from './yaml-documents.js';
import { limits } from './limits.js';

/** Each anchor holds the one before. */
const nestedAliases = (levels: number): string =>
  Array.from({ length: levels }, (_, level) => `&a${level} [${level === 0 ? '' : `*a${level - 1}`}]`).join(', ');

const mergeBomb = (keys: number, times: number): string =>
  `base: &base {${Array.from({ length: keys }, (_, key) => `k${key}: 1`).join(', ')}}\n` +
  Array.from({ length: times }, (_, time) => `m${time}: {<<: *base}\n`).join('');

const network = (name: string, data: string): string =>
  `---\nschema: drydock/Network/v1\nmetadata: {name: ${name}}\ndata:\n${data}`;

describe('reading YAML', () => {
  it('takes each document of a stream, whoever it is for', () => {
    const text = `# a comment\n${network('a', '  cidr: 10.0.0.0/24\n')}---\n---\nschema: deckhand/CertificateKey/v1\nmetadata: {name: b}\ndata: {}\n`;
    const { documents, findings } = readDocuments(text);
    expect(findings).toEqual([]);
    expect(documents.map(({ schema, name }) => [schema, name])).toEqual([
      ['drydock/Network/v1', 'a'],
      ['deckhand/CertificateKey/v1', 'b'],
    ]);
    expect(documents[0]?.content['data']).toEqual({ cidr: '10.0.0.0/24' });
  });

  it('knows where each value was written', () => {
    const { documents } = readDocuments(
      network('a', '  cidr: 10.0.0.0/24\n') + network('b', '  ranges:\n    - {start: 1, end: 2}\n'),
    );
    expect(documents[0]?.locate(['data', 'cidr'])).toEqual({ line: 5, column: 3 });
    expect(documents[1]?.locate(['data', 'ranges', '0', 'end'])).toEqual({ line: 11, column: 18 });
    expect(documents[0]?.locate([])).toEqual({ line: 2, column: 1 });
    expect(documents[1]?.locate(['data', 'nothing'])).toBeNull();
  });

  it('says line and column of a syntax error, and still reads the other documents', () => {
    const { documents, findings } = readDocuments(`${network('a', '  x: [1, 2\n')}${network('b', '  y: 1\n')}`);
    expect(documents.map(({ name }) => name)).toEqual(['b']);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ rule: 'DD0001', level: 'error', document: null, line: 6, column: 1 });
  });

  it('warns of a key that is written twice, and takes the last, as Drydock did', () => {
    const { documents, findings } = readDocuments(network('a', '  cidr: first\n  cidr: last\n'));
    expect(documents[0]?.content['data']).toEqual({ cidr: 'last' });
    expect(findings).toMatchObject([{ rule: 'DD0001', level: 'warning', line: 6, column: 3 }]);
    expect(findings[0]?.message).toContain('"cidr"');
  });

  it('merges as PyYAML does: own keys first in rank, then the first of a list, and a second merge over the first', () => {
    const { documents, findings } = readDocuments(
      network(
        'a',
        '  x: &x {k: x, x: 1}\n  y: &y {k: y, y: 1}\n  list: {<<: [*x, *y]}\n  own: {k: own, <<: *x}\n  quoted: {"<<": *x}\n',
      ),
    );
    expect(findings).toEqual([]);
    expect(documents[0]?.content['data']).toMatchObject({
      list: { k: 'x', x: 1, y: 1 },
      own: { k: 'own', x: 1 },
      quoted: { '<<': { k: 'x', x: 1 } },
    });
  });

  it('takes an anchor that is given twice as the last that was given', () => {
    const { documents } = readDocuments(network('a', '  x: &a 1\n  y: *a\n  z: &a 2\n  w: *a\n'));
    expect(documents[0]?.content['data']).toEqual({ x: 1, y: 1, z: 2, w: 2 });
  });

  it('takes keys as the texts that they are written as', () => {
    const { documents } = readDocuments(
      network('a', '  0xff: a\n  1.0: b\n  yes: c\n  true: d\n  ~: e\n  ? 0755\n  : f\n'),
    );
    expect(Object.keys(documents[0]?.content['data'] ?? {}).sort()).toEqual([
      '0755',
      '0xff',
      '1.0',
      'true',
      'yes',
      '~',
    ]);
  });

  it.each([
    ['a byte order mark', `\uFEFF${network('a', '  x: 1\n')}\uFEFF${network('b', '  x: 1\n')}`],
    ['lines that end as on Windows', `${network('a', '  x: 1\n')}${network('b', '  x: 1\n')}`.replaceAll('\n', '\r\n')],
    [
      'directives and ends of documents',
      `%YAML 1.1\n${network('a', '  x: 1\n')}...\n# c\n%TAG !e! tag:e,1:\n${network('b', '  x: 1\n')}...\n`,
    ],
    ['a marker inside of a quotation that is none', `${network('a', '  x: 1 # ---\n')}${network('b', '  x: 1\n')}`],
  ])('reads %s', (_what, text) => {
    const { documents, findings } = readDocuments(text);
    expect(findings).toEqual([]);
    expect(documents.map(({ name, content }) => [name, content['data']])).toEqual([
      ['a', { x: 1 }],
      ['b', { x: 1 }],
    ]);
    expect(documents[1]?.locate(['data', 'x'])?.column).toBe(3);
  });

  it('reads tags of plain values', () => {
    const { documents, findings } = readDocuments(
      network(
        'a',
        '  a: !!str 1\n  b: !!int "5"\n  c: ! yes\n  d: !!map {x: !!float 1.5}\n  e: !!null ""\n  f: !!bool "true"\n',
      ),
    );
    expect(findings).toEqual([]);
    expect(documents[0]?.content['data']).toEqual({ a: '1', b: 5, c: 'yes', d: { x: 1.5 }, e: null, f: true });
  });

  it('reads MAC addresses, versions and words such as "on" as the text that they are', () => {
    const { documents } = readDocuments(network('a', '  mac: 52:54:00:01:01:00\n  on: yes\n  date: 2026-01-01\n'));
    expect(documents[0]?.content['data']).toEqual({ mac: '52:54:00:01:01:00', on: 'yes', date: '2026-01-01' });
  });

  it('follows aliases and merge keys', () => {
    const { documents, findings } = readDocuments(
      network('a', '  base: &base {x: 1, y: 2}\n  more:\n    <<: *base\n    y: 3\n  same: *base\n'),
    );
    expect(findings).toEqual([]);
    expect(documents[0]?.content['data']).toEqual({
      base: { x: 1, y: 2 },
      more: { x: 1, y: 3 },
      same: { x: 1, y: 2 },
    });
    expect(documents[0]?.locate(['data', 'same', 'y'])).toEqual({ line: 5, column: 22 });
  });

  it.each([
    ['a list', '- 1\n', 'a document is an object'],
    ['a text', 'hello\n', 'a document is an object'],
    ['without a schema', 'kind: Network\n', 'has no schema'],
  ])('refuses a document that is %s', (_what, text, reason) => {
    const { documents, findings } = readDocuments(text);
    expect(documents).toEqual([]);
    expect(findings).toMatchObject([{ rule: 'DD0003', level: 'error', line: 1, column: 1 }]);
    expect(findings[0]?.message).toContain(reason);
  });
});

describe('reading hostile YAML', () => {
  it('refuses a handful of aliases that stand for a billion values', () => {
    const bomb = Array.from({ length: 12 }, (_, level) => {
      const inside = level === 0 ? 'lol' : `*a${level - 1}`;
      return `  a${level}: &a${level} [${Array(10).fill(inside).join(', ')}]`;
    });
    const started = performance.now();
    const { documents, findings } = readDocuments(network('bomb', `${bomb.join('\n')}\n`));
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(documents).toEqual([]);
    expect(findings).toMatchObject([{ rule: 'DD0002', line: 1 }]);
  });

  it.each([
    ['contains itself', 'x: &a [*a]\n', 'DD0001'],
    ['has an alias of nothing', 'x: *nothing\n', 'DD0001'],
    ['is nested without end by aliases', `x: [${nestedAliases(limits.depth + 1)}]\n`, 'DD0002'],
    ['merges a hundred thousand keys forty times', mergeBomb(100_000, 40), 'DD0002'],
    ['merges what is no object', 'x: {<<: [1]}\n', 'DD0001'],
    ['has an object as a key', '? {a: 1}\n: 2\n', 'DD0001'],
    ['has a list as a key', '[a, b]: 2\n', 'DD0001'],
    ['has a tag of a programming language', 'x: !!js/function "function () {}"\n', 'DD0001'],
    ['has bytes', 'x: !!binary aGVsbG8=\n', 'DD0001'],
    ['has a date with a tag', 'x: !!timestamp 2026-01-01\n', 'DD0001'],
    ['has a set', 'x: !!set {a, b}\n', 'DD0001'],
    ['has a number with a tag that is none', 'x: !!int five\n', 'DD0001'],
    ['has a NUL byte', 'x: a\0b\n', 'DD0001'],
    ['has a control character', 'x: a\u0007b\n', 'DD0001'],
    ['has half a character', 'x: "\ud800"\n', 'DD0001'],
    ['has more separators than values are allowed', `x: [${','.repeat(limits.values)}]\n`, 'DD0002'],
    ['is nested without end', `x: ${'['.repeat(5000)}${']'.repeat(5000)}\n`, 'DD0002'],
    ['opens brackets and never closes them', `x: ${'{a: '.repeat(100_000)}`, 'DD0002'],
  ])('refuses a document that %s', (_what, text, rule) => {
    const { documents, findings } = readDocuments(text);
    expect(documents).toEqual([]);
    expect([...new Set(findings.map((finding) => finding.rule))].sort()).toContain(rule);
  });

  it('refuses a text that is too long, and too many documents', () => {
    expect(readDocuments(' '.repeat(limits.textLength + 1)).findings).toMatchObject([{ rule: 'DD0002' }]);
    const many = readDocuments('---\nschema: a/b/c\n'.repeat(limits.documents + 1));
    expect(many.findings).toMatchObject([{ rule: 'DD0002' }]);
    expect(many.findings[0]?.message).toContain('documents');
  });

  it('reads a large map in linear time', () => {
    const keys = Array.from({ length: 50_000 }, (_, index) => `  key${index}: ${index}`).join('\n');
    const started = performance.now();
    expect(readDocuments(network('large', `${keys}\n`)).documents).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it.each(['*calvin', '*calvin x', '|calvin\n', '"calvin\\q"', '"calvin', '[calvin', '@calvin', '!<calvin', '%calvin'])(
    'quotes nothing of a secret that is written as YAML cannot be: %s',
    (secret) => {
      const { documents, findings } = readDocuments(network('a', `  password: ${secret}\n`));
      expect(findings.length + documents.length).toBeGreaterThan(0);
      expect(JSON.stringify(findings)).not.toContain('calvin');
    },
  );

  it('takes keys such as __proto__ as the plain keys that they are', () => {
    const { documents } = readDocuments(network('a', '  __proto__: {polluted: true}\n  constructor: 1\n'));
    const data: unknown = documents[0]?.content['data'];
    expect(Object.keys(data ?? {})).toEqual(['__proto__', 'constructor']);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
});
