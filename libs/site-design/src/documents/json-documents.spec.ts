import { describe, expect, it } from 'vitest';
import { documentsFromJson } from './json-documents.js';
import { limits } from './limits.js';

const document = { schema: 'drydock/Region/v1', metadata: { name: 'site' }, data: {} };

describe('documents in JSON', () => {
  it('are taken as they are, without lines and columns', () => {
    const { documents, findings } = documentsFromJson([document]);
    expect(findings).toEqual([]);
    expect(documents).toMatchObject([{ schema: 'drydock/Region/v1', name: 'site', content: document }]);
    expect(documents[0]?.locate(['data'])).toBeNull();
  });

  it.each([
    ['no list', document, 'DD0001'],
    ['nothing', undefined, 'DD0001'],
    ['a list of something else', ['text'], 'DD0003'],
    ['a list with a document without schema', [{ data: {} }], 'DD0003'],
    ['a list of what JSON does not have', [() => 1], 'DD0001'],
  ])('are refused when they are %s', (_what, value, rule) => {
    const { documents, findings } = documentsFromJson(value);
    expect(documents).toEqual([]);
    expect(findings).toMatchObject([{ rule, level: 'error', line: null, column: null }]);
  });

  it('are refused when they are nested too deep or too many', () => {
    let deep: unknown = {};
    for (let level = 0; level <= limits.depth; level += 1) deep = [deep];
    const read = documentsFromJson([{ ...document, data: deep }, document]);
    expect(read.findings).toMatchObject([{ rule: 'DD0002' }]);
    expect(read.documents).toHaveLength(1);
    expect(documentsFromJson(Array(limits.documents + 1).fill(document)).findings).toMatchObject([{ rule: 'DD0002' }]);
  });

  it('are refused together when they have too many values', () => {
    const wide = { ...document, data: Array(limits.values / 2).fill(0) };
    const { documents, findings } = documentsFromJson([wide, wide, wide]);
    expect(documents).toHaveLength(1);
    expect(findings.map(({ rule }) => rule)).toContain('DD0002');
  });
});
