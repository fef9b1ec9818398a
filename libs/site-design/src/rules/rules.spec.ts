import { afterEach, describe, expect, it, vi } from 'vitest';
import { compileDesign } from '../compile-design.js';
import { documentsFromJson } from '../documents/json-documents.js';
import { oldIdOf } from '../finding.js';
import { announcedDrivers } from '../testing/announced-drivers.js';
import { ruleCases } from '../testing/rule-cases.js';
import { findingsIn, ruleExamples } from '../testing/rule-examples.js';
import { compileWith, findingsWith, siteWith } from '../testing/small-site.js';
import { rules } from './rules.js';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('rules', () => {
  it('find nothing in a design that is right', () => {
    const { design, findings } = compileWith();
    expect(findings).toEqual([]);
    expect(Object.keys(design?.nodes ?? {})).toEqual(['n1', 'n2']);
    expect(compileDesign(documentsFromJson(siteWith()).documents, announcedDrivers).findings).toEqual([]);
  });

  it.each(ruleCases)('find $says', ({ change, finds }) => {
    const found = findingsWith(...change);
    expect(found.map(({ rule, level, document, path }) => [rule, level, document?.name ?? '', path])).toEqual(finds);
    for (const { message, advice } of found)
      expect([message, advice]).toEqual([expect.any(String), expect.stringMatching(/\.$/)]);
  });

  it('never quote a secret', () => {
    const texts = ruleCases.flatMap(({ change }) => findingsWith(...change)).map((finding) => JSON.stringify(finding));
    expect(texts.filter((text) => text.includes('secret-'))).toEqual([]);
  });
});

describe('the examples in docs/rules.md', () => {
  it.each(ruleExamples)('show what $rule finds, and nothing else', (example) => {
    const found = findingsIn(example.bad, example).map(({ rule }) => rule);
    expect([...new Set(found)]).toEqual([example.rule]);
  });

  it.each(ruleExamples)('show what $rule finds nothing in', (example) => {
    expect(findingsIn(example.good, example).filter(({ rule }) => rule === example.rule)).toEqual([]);
  });

  it('are of every rule', () => {
    const shown = new Set(ruleExamples.map(({ rule }) => rule));
    expect(rules.map(({ id }) => id).filter((id) => !shown.has(id))).toEqual([]);
    expect(shown.size).toBe(ruleExamples.length);
  });
});

describe('a rule that fails', () => {
  // As many findings of as many rules as fit into one site.
  const broken = siteWith(
    [['Network/pxe', 'cidr'], '10.0.2.1/24'],
    [['Network/data', 'vlan'], undefined],
    [['BaremetalNode/n1', 'metadata', 'boot_mac'], undefined],
    [['HostProfile/base', 'platform', 'image'], 'windows'],
    [['HostProfile/base', 'storage', 'physical_devices', 'sdb'], {}],
    [['BootAction/greet', 'assets'], [{ type: 'pkg_list' }]],
  );
  const compile = () => compileDesign(documentsFromJson(broken).documents, announcedDrivers).findings;
  const all = compile();

  it('is judged by findings of several rules', () => {
    expect(new Set(all.map(({ rule }) => rule)).size).toBeGreaterThan(5);
  });

  it.each(rules)('$id is one finding of its own, and hides no other', (rule) => {
    vi.spyOn(rule, 'check').mockImplementation(() => {
      throw new Error('out of luck');
    });
    const found = compile();
    expect(found.filter((finding) => finding.rule !== rule.id)).toEqual(all.filter((each) => each.rule !== rule.id));
    expect(found.filter((finding) => finding.rule === rule.id)).toMatchObject([
      { level: 'error', aliases: rule.aliases, message: `the check "${rule.title}" failed: out of luck` },
    ]);
  });

  it('keeps what it had found until then', () => {
    const rule = rules.find(({ id }) => id === 'DD2006');
    const at = null;
    vi.spyOn(rule ?? Object.create(null), 'check').mockImplementation(function* () {
      yield { message: 'one', advice: 'Mend it.', at };
      throw new Error('out of luck');
    });
    const found = compile().filter((finding) => finding.rule === 'DD2006');
    expect(found.map(({ message }) => message)).toEqual(['one', expect.stringContaining('out of luck')]);
  });
});

describe('rule ids', () => {
  const old = 'DD000 DD001 DD1001 DD1006 DD1007 DD1008 DD2002 DD2003 DD2004 DD2005 DD2006 DD3001 DD3003 DD4001 DD4002';
  /** Those that are the same as before: the only rule that ever had them. */
  const kept = ['DD1006', 'DD1007', 'DD1008', 'DD2005', 'DD2006', 'DD3001', 'DD3003'];

  it('are unique, and none is what Drydock called another rule', () => {
    const ids = ruleExamples.map(({ rule }) => rule);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => old.split(' ').includes(id)).sort()).toEqual(kept);
    expect(rules.flatMap(({ aliases }) => aliases).filter((alias) => ids.includes(alias))).toEqual([]);
  });

  it('have the form that people search for', () => {
    expect(ruleExamples.filter(({ rule }) => !/^DD\d{4}$/.test(rule))).toEqual([]);
  });

  it('keep every old id findable, as id or as alias', () => {
    const ofReading = ruleExamples.filter(({ title }) => title !== undefined);
    const aliases = ofReading.flatMap((each) => findingsIn(each.bad, each)).flatMap((finding) => finding.aliases);
    const known = new Set([...rules.flatMap((rule) => [rule.id, ...rule.aliases]), ...aliases]);
    expect(old.split(' ').filter((id) => !known.has(id))).toEqual([]);
  });

  it('are the old ones in answers of v1.0, and their own where a rule is new', () => {
    const [locality] = findingsWith([['BaremetalNode/n1', 'addressing', '1', 'address'], '10.9.9.9']);
    expect(locality?.rule).toBe('DD0101');
    expect(locality && oldIdOf(locality)).toBe('DD2002');
    expect(oldIdOf({ rule: 'DD2006', aliases: [] })).toBe('DD2006');
    expect(oldIdOf({ rule: 'DD0107', aliases: [] })).toBe('DD0107');
  });
});
