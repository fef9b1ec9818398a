import { describe, expect, it } from 'vitest';
import { compileWith, findingsWith, type Change } from '../testing/small-site.js';

const setting = (id: string, value: object): Change => [['Region/site', 'rules', id], value];
const narrow: Change = [
  ['BootAction/greet', 'node_filter'],
  { filter_set_type: 'union', filter_set: [{ filter_type: 'union', node_names: ['nobody'] }] },
];
const noImage: Change = [['HostProfile/base', 'platform', 'image'], 'windows'];
const sameAddress: Change = [['BaremetalNode/n2', 'addressing', '1', 'address'], '10.0.3.11'];
const levels = (...changes: readonly Change[]) =>
  findingsWith(...changes).map(({ rule, level, document }) => [rule, level, document?.name]);

describe('the Region', () => {
  it('lowers an error of a rule, so that the design is accepted', () => {
    const { design, findings } = compileWith(
      noImage,
      setting('DD3001', { level: 'warning', reason: 'the images are on their way' }),
    );
    expect(design).not.toBeNull();
    expect(findings).toMatchObject([{ rule: 'DD3001', level: 'warning' }]);
    expect(findings[0]?.message).toMatch(/"windows" \(error elsewhere: the images are on their way\)$/);
  });

  it('raises a warning to an error, so that the design is refused', () => {
    const { design, findings } = compileWith(narrow, setting('DD0601', { level: 'error', reason: 'house rule' }));
    expect(design).toBeNull();
    expect(findings.filter(({ rule }) => rule === 'DD0601').map(({ level }) => level)).toEqual(['error', 'error']);
  });

  it('suppresses a rule for one document: what is found is still told, with the reason', () => {
    const suppress = { 'BaremetalNode/n1': 'boots from the SAN' };
    const found = findingsWith(narrow, setting('DD0601', { suppress })).filter(({ rule }) => rule === 'DD0601');
    expect(found.map(({ level, document }) => [level, document?.name])).toEqual([
      ['info', 'n1'],
      ['warning', 'n2'],
    ]);
    expect(found[0]?.message).toBe('no boot action is for node n1 (suppressed: boots from the SAN)');
  });

  it('may do both: one document is suppressed, and the others have the level', () => {
    const suppress = { 'BaremetalNode/n1': 'boots from the SAN' };
    expect(
      levels(narrow, setting('DD0601', { level: 'error', reason: 'house rule', suppress })).filter(
        ([rule]) => rule === 'DD0601',
      ),
    ).toEqual([
      ['DD0601', 'info', 'n1'],
      ['DD0601', 'error', 'n2'],
    ]);
  });

  it('cannot lower what guards safety: the error stays, and the attempt is found', () => {
    const region = ['DD0013', 'warning', 'site'];
    const error = ['DD2005', 'error', 'n2'];
    expect(levels(sameAddress, setting('DD2005', { level: 'info', reason: 'never mind' }))).toEqual([error, region]);
    expect(levels(sameAddress, setting('DD2005', { suppress: { 'BaremetalNode/n2': 'ours' } }))).toEqual([
      error,
      region,
    ]);
  });

  it('may set the warnings of a rule whose errors stay', () => {
    const warning: Change = [['BaremetalNode/n1', 'metadata', 'rack'], 'r9'];
    expect(levels(warning, setting('DD0010', { level: 'error', reason: 'racks are written down' }))).toEqual([
      ['DD0010', 'error', 'n1'],
    ]);
  });

  it('is told of settings that have no effect: unknown rules, old ids, rules of reading, unknown documents', () => {
    const reason = 'because';
    const found = findingsWith(
      setting('DD9999', { level: 'info', reason }),
      setting('DD2002', { level: 'info', reason }),
      setting('DD0005', { level: 'info', reason }),
      setting('DD0013', { level: 'info', reason }),
      setting('DD0601', { suppress: { 'BaremetalNode/n7': reason, n1: reason, 'Deckhand/n1': reason } }),
    );
    expect(found.map(({ rule, level, path }) => [rule, level, path])).toEqual([
      ['DD0013', 'warning', '/data/rules/DD9999'],
      ['DD0013', 'warning', '/data/rules/DD2002'],
      ['DD0013', 'warning', '/data/rules/DD0005'],
      ['DD0013', 'warning', '/data/rules/DD0013'],
      ['DD0013', 'warning', '/data/rules/DD0601/suppress/BaremetalNode~1n7'],
      ['DD0013', 'warning', '/data/rules/DD0601/suppress/n1'],
      ['DD0013', 'warning', '/data/rules/DD0601/suppress/Deckhand~1n1'],
    ]);
    expect(found[1]?.advice).toBe('It has become DD0101, DD0201.');
  });

  it('gives a reason, always', () => {
    expect(findingsWith(setting('DD0601', { level: 'info' })).map(({ rule, path }) => [rule, path])).toContainEqual([
      'DD0005',
      '/data/rules/DD0601',
    ]);
    expect(findingsWith(setting('DD0601', { suppress: { 'BaremetalNode/n1': '' } })).map(({ rule }) => rule)).toContain(
      'DD0005',
    );
  });
});

describe('a suppression that suppresses nothing', () => {
  const reason = 'boots from the SAN';
  const told = (...changes: readonly Change[]) =>
    findingsWith(...changes)
      .filter(({ rule }) => rule === 'DD0013')
      .map(({ level, path, message }) => `${level} ${path}: ${message}`);

  it('because there is no such rule is a warning', () => {
    expect(told(setting('DD9999', { suppress: { 'BaremetalNode/n1': reason } }))).toEqual([
      'warning /data/rules/DD9999: there is no rule DD9999 that the Region can set',
    ]);
  });

  it('because there is no such document is a warning', () => {
    expect(told(narrow, setting('DD0601', { suppress: { 'BaremetalNode/n9': reason, [reason]: reason } }))).toEqual([
      'warning /data/rules/DD0601/suppress/BaremetalNode~1n9: "BaremetalNode/n9" is no document of the design, so nothing is suppressed for it',
      `warning /data/rules/DD0601/suppress/${reason}: "${reason}" is no document of the design, so nothing is suppressed for it`,
    ]);
  });

  it('because the rule finds nothing in the document is a warning, and what it finds elsewhere stays', () => {
    const changes = [
      narrow,
      setting('DD0601', { suppress: { 'Network/mgmt': reason, 'BaremetalNode/n1': reason } }),
    ] as const;
    expect(told(...changes)).toEqual([
      'warning /data/rules/DD0601/suppress/Network~1mgmt: DD0601 finds nothing in Network/mgmt, so there is nothing to suppress',
    ]);
    expect(levels(...changes)).toContainEqual(['DD0601', 'warning', 'n2']);
  });

  it('is not judged where the rule waits for drivers that no service has announced', () => {
    expect(told(setting('DD3104', { suppress: { 'BaremetalNode/n1': reason } }))).toEqual([]);
  });
});
