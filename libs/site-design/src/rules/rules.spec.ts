import { describe, expect, it } from 'vitest';
import { networkCases } from '../testing/network-cases.js';
import { nodeCases } from '../testing/node-cases.js';
import { compileWith, findingsWith } from '../testing/small-site.js';
import { rules } from './rules.js';

const cases = [...networkCases, ...nodeCases];

describe('rules', () => {
  it('find nothing in a design that is right', () => {
    const { design, findings } = compileWith();
    expect(findings).toEqual([]);
    expect(Object.keys(design?.nodes ?? {})).toEqual(['n1', 'n2']);
  });

  it.each(cases)('find $says', ({ change, finds }) => {
    const found = findingsWith(...change);
    expect(found.map(({ rule, level, document, path }) => [rule, level, document?.name ?? '', path])).toEqual(finds);
    for (const { message, advice } of found)
      expect([message, advice]).toEqual([expect.any(String), expect.stringMatching(/\.$/)]);
  });

  it('never quote a secret', () => {
    const texts = cases.flatMap(({ change }) => findingsWith(...change)).map((finding) => JSON.stringify(finding));
    expect(texts.filter((text) => text.includes('secret-'))).toEqual([]);
  });

  it('are each found by one of these cases', () => {
    const tested = new Set(cases.flatMap(({ finds }) => finds.map(([rule]) => rule)));
    expect(rules.map(({ id }) => id).filter((id) => !tested.has(id) && id !== 'DD0007')).toEqual([]);
  });
});

describe('rule ids', () => {
  const before =
    'DD000 DD001 DD1001 DD2006 DD1008 DD2002 DD2003 DD2004 DD2005 DD3001 DD1006 DD1007 DD3003 DD4001 DD4002';

  it('are unique, and none is what Drydock called another rule', () => {
    const ids = rules.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const shared = ['DD2002', 'DD2003', 'DD2004', 'DD4001', 'DD4002'];
    expect(ids.filter((id) => shared.includes(id))).toEqual([]);
    expect(rules.flatMap(({ aliases }) => aliases).filter((alias) => ids.includes(alias))).toEqual([]);
  });

  it('keep every old id findable, as id or as alias', () => {
    const known = new Set([...rules.flatMap(({ id, aliases }) => [id, ...aliases]), 'DD000', 'DD001']);
    expect(before.split(' ').filter((id) => !known.has(id))).toEqual([]);
  });
});
