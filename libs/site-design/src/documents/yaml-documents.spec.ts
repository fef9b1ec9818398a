import { describe, expect, it } from 'vitest';
import { readDocuments } from './yaml-documents.js';
import { limits } from './limits.js';

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
    expect(performance.now() - started).toBeLessThan(2000);
    expect(documents).toEqual([]);
    expect(findings).toMatchObject([{ rule: 'DD0002', line: 1 }]);
  });

  it.each([
    ['contains itself', 'x: &a [*a]\n', 'DD0002'],
    ['has an alias of nothing', 'x: *nothing\n', 'DD0002'],
    ['is nested without end', `x: ${'['.repeat(5000)}${']'.repeat(5000)}\n`, 'DD0002'],
    ['opens brackets and never closes them', `x: ${'{a: '.repeat(100_000)}`, 'DD0001'],
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
