import { describe, expect, it } from 'vitest';
import { compileDesign } from '../compile-design.js';
import { isDesignFile, readFiles } from './files.js';
import { limits } from './limits.js';

const file = (name: string, text: string) => ({ name, bytes: Buffer.from(text) });
const network = (name: string, data: string): string =>
  `schema: drydock/Network/v1\nmetadata: {name: ${name}}\ndata: ${data}\n`;

describe('a design in several files', () => {
  it('is read in the order of their names, and each document knows its file', () => {
    const { documents, findings } = readFiles([
      file('site/b.yml', network('b', '{}')),
      file('README.md', 'not: [yaml'),
      file('site/a.yaml', `${network('a1', '{}')}---\n${network('a2', '{}')}`),
    ]);
    expect(findings).toEqual([]);
    expect(documents.map((document) => [document.name, document.file])).toEqual([
      ['a1', 'site/a.yaml'],
      ['a2', 'site/a.yaml'],
      ['b', 'site/b.yml'],
    ]);
  });

  it('has findings with the file, and the line counted in it', () => {
    const { documents, findings } = readFiles([
      file('a.yaml', network('a', '{cidr: 10.0.0.0/24}')),
      file('b.yaml', network('b', '{cidr: 10.0.0.1/24}')),
      file('c.yaml', 'schema: [\n'),
    ]);
    expect(findings).toMatchObject([{ rule: 'DD0001', file: 'c.yaml' }]);
    const wrong = compileDesign(documents).findings.filter(({ rule }) => rule === 'DD2006');
    expect(wrong).toMatchObject([{ document: { name: 'b' }, path: '/data/cidr', file: 'b.yaml', line: 3 }]);
  });

  it('tells the same mistake in two files twice', () => {
    const twice = [
      file('a.yaml', network('a', '{cidr: 10.0.0.1/24}')),
      file('b.yaml', network('a', '{cidr: 10.0.0.1/24}')),
    ];
    const { findings } = compileDesign(readFiles(twice).documents);
    expect(findings.filter(({ rule }) => rule === 'DD0007').length).toBeGreaterThan(0);
    expect(readFiles(twice).documents.map((document) => document.file)).toEqual(['a.yaml', 'b.yaml']);
  });

  it('may begin a file with a byte order mark, and must be UTF-8', () => {
    const { documents, findings } = readFiles([
      { name: 'a.yaml', bytes: Buffer.from(`\ufeff${network('a', '{}')}`) },
      { name: 'b.yaml', bytes: Buffer.from([0x73, 0xe9]) },
    ]);
    expect(documents.map(({ name }) => name)).toEqual(['a']);
    expect(findings).toMatchObject([{ rule: 'DD0001', level: 'error', file: 'b.yaml' }]);
  });

  it.each([
    ['no file of documents', [file('README.md', '')], 'DD0001'],
    ['too many files', Array.from({ length: limits.files + 1 }, (_, index) => file(`${index}.yaml`, '')), 'DD0002'],
    ['more text than a design may have', [{ name: 'a.yaml', bytes: Buffer.alloc(limits.textLength + 1) }], 'DD0002'],
  ])('is refused with %s', (_what, files, rule) => {
    expect(readFiles(files)).toMatchObject({ documents: [], findings: [{ rule, level: 'error' }] });
  });

  it('is cut off where its files have too many values together', () => {
    const ten = Array(10).fill('*e').join(', ');
    const million = `{a: &a [${Array(10).fill('1').join(', ')}], b: &b [${ten.replaceAll('e', 'a')}], c: &c [${ten.replaceAll('e', 'b')}], d: &d [${ten.replaceAll('e', 'c')}], f: &f [${ten.replaceAll('e', 'd')}], g: [${ten.replaceAll('e', 'f')}]}`;
    const files = ['a', 'b', 'c', 'd', 'e'].map((name) => file(`${name}.yaml`, network(name, million)));
    const { documents, findings } = readFiles(files);
    expect(documents).toHaveLength(3);
    expect(findings).toMatchObject([{ rule: 'DD0002', file: 'd.yaml' }]);
  });
});

describe('a file of documents', () => {
  it.each([
    ['site/nodes.yaml', true],
    ['./nodes.YML', true],
    ['../nodes.yaml', true],
    ['nodes.json', false],
    ['.zuul.yaml', false],
    ['site/._nodes.yaml', false],
    ['.git/nodes.yaml', false],
    ['a/..data/nodes.yaml', false],
  ])('%s: %s', (name, isOne) => {
    expect(isDesignFile(name)).toBe(isOne);
  });
});
