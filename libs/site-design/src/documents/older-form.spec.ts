import { describe, expect, it } from 'vitest';
import { compileDesign } from '../compile-design.js';
import { readDocuments } from './yaml-documents.js';

const older = (apiVersion: string, kind: string, spec: string): string =>
  `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: n\n  region: r\nspec:\n${spec}`;

describe('the older form', () => {
  it('is read as the newer one', () => {
    const { documents, findings } = readDocuments(older('drydock/v1', 'Network', '  cidr: 10.0.0.0/24\n'));
    expect(findings).toEqual([]);
    expect(documents).toMatchObject([
      {
        schema: 'drydock/Network/v1',
        name: 'n',
        content: { schema: 'drydock/Network/v1', metadata: { name: 'n', region: 'r' }, data: { cidr: '10.0.0.0/24' } },
      },
    ]);
    expect(documents[0]?.locate(['data', 'cidr'])).toEqual({ line: 8, column: 3 });
    expect(documents[0]?.locate(['schema'])).toEqual({ line: 3, column: 1 });
  });

  it('has its findings at the lines that were written', () => {
    const { documents } = readDocuments(older('drydock/v1', 'Network', '  cidr: 10.0.0.0/24\n  cdir: typo\n'));
    expect(compileDesign(documents).findings).toContainEqual(
      expect.objectContaining({ rule: 'DD0005', path: '/data/cdir', line: 9, column: 3 }),
    );
  });

  it.each([
    ['promenade/v1', 'Genesis', 'promenade/Genesis/v1'],
    ['apps/v1', 'Deployment', 'apps/Deployment/v1'],
    ['v1', 'Secret', 'core/Secret/v1'],
  ])('of another program, such as %s %s, is left alone and counted', (version, kind, schema) => {
    const { documents } = readDocuments(older(version, kind, '  x: 1\n'));
    expect(compileDesign(documents).findings).toContainEqual(
      expect.objectContaining({
        rule: 'DD0004',
        level: 'info',
        message: `1 documents are not Drydock's and were left alone: ${schema}`,
      }),
    );
  });

  it('with a version or kind that nobody knows is a finding', () => {
    for (const [version, kind] of [
      ['drydock/v2', 'Network'],
      ['drydock/v1', 'Netwrok'],
    ] as const) {
      const { documents } = readDocuments(older(version, kind, '  x: 1\n'));
      expect(compileDesign(documents).findings).toContainEqual(
        expect.objectContaining({ rule: 'DD0004', level: 'error', line: 3 }),
      );
    }
  });
});

describe('a schema', () => {
  it.each([
    'drydock/Network',
    'drydockNetwork/v1',
    'drydock/Network/v1/x',
    'Network',
    '',
    'drydock//v1',
    'drydock/Network/v2',
  ])('that is %s is a finding', (schema) => {
    const { documents } = readDocuments(`schema: '${schema}'\nmetadata: {name: n}\ndata: {}\n`);
    expect(compileDesign(documents).findings).toContainEqual(
      expect.objectContaining({ rule: 'DD0004', level: 'error', path: '/schema', line: 1 }),
    );
  });
});

describe('yes, no, on and off', () => {
  const bootAction = (signaling: string, quiet: string): string =>
    `schema: drydock/BootAction/v1\nmetadata: {name: n}\ndata:\n  signaling: ${signaling}\n  assets:\n    - {type: file, path: ${quiet}}\n`;
  const shape = (text: string) =>
    compileDesign(readDocuments(text).documents).findings.filter(({ rule }) => rule === 'DD0005');

  it.each(['yes', 'No', 'on', 'OFF', 'true'])('%s is a boolean where one belongs', (word) => {
    expect(shape(bootAction(word, '/x'))).toEqual([]);
  });

  it.each(['y', 'maybe', "'true'", '1'])('%s is none', (word) => {
    expect(shape(bootAction(word, '/x'))).toMatchObject([{ path: '/data/signaling', line: 4 }]);
  });

  it('do not hide what else is wrong', () => {
    expect(shape(bootAction('yes', 'no'))).toMatchObject([{ path: '/data/assets/0/path' }]);
  });
});
