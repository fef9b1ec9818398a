import { describe, expect, it } from 'vitest';
import {
  child,
  document,
  filled,
  from,
  parent,
  passphrase,
  policy,
  render,
  source,
  unused,
} from '../testing/raw-manifests.js';

describe('a substitution', () => {
  it.each<readonly [string, string, string, unknown]>([
    [
      'puts a value in a place that is made for it',
      `{${from('.number')}, dest: {path: ".a.b[1].c"}}`,
      '{}',
      { a: { b: [{}, { c: 7 }] } },
    ],
    ['puts an object in', `{${from('.object')}, dest: {path: .o}}`, '{o: 1}', { o: { x: { y: 1 } } }],
    ['takes by an index', `{${from('".list[1]"')}, dest: {path: .o}}`, '{}', { o: 'b' }],
    ['puts the source in place of everything', `{${from('.object')}, dest: {path: .}}`, '{o: 1}', { x: { y: 1 } }],
    ['goes to several places', `{${from('.number')}, dest: [{path: .a}, {path: .b}]}`, '{}', { a: 7, b: 7 }],
    ['reaches keys with dots', `{${from('.number')}, dest: {path: ".'a.b'"}}`, '{}', { 'a.b': 7 }],
    [
      'replaces every match in a text',
      `{${from('.number')}, dest: {path: .t, pattern: "X+"}}`,
      '{t: a X b XX c}',
      { t: 'a 7 b 7 c' },
    ],
    [
      'replaces in texts two levels down',
      `{${from('.number')}, dest: {path: ., pattern: X, recurse: {depth: 2}}}`,
      '{t: X, l: [X, {u: X}]}',
      { t: '7', l: ['7', { u: 'X' }] },
    ],
    [
      'replaces in all texts',
      `{${from('.number')}, dest: {path: ., pattern: X, recurse: {depth: -1}}}`,
      '{t: X, l: [X, {u: X}]}',
      { t: '7', l: ['7', { u: '7' }] },
    ],
    [
      'takes what a pattern matches',
      `{${from('.text', ', pattern: "Eth[0-9/]+"')}, dest: {path: .p}}`,
      '{}',
      { p: 'Eth1/7' },
    ],
    [
      'takes a group of it',
      `{${from('.text', ', pattern: "of (\\\\w+)", match_group: 1')}, dest: {path: .p}}`,
      '{}',
      { p: 'tor1' },
    ],
    [
      'uses keys of prototypes as plain keys',
      `{${from('.object')}, dest: {path: .__proto__.polluted}}`,
      '{}',
      JSON.parse('{"__proto__": {"polluted": {"x": {"y": 1}}}}'),
    ],
  ])('%s', (_does, ...[substitution, data, expected]) => {
    const { found, data: rendered } = render(policy, source, filled(substitution, data));
    expect(found).toEqual([]);
    expect(JSON.stringify(rendered)).toBe(JSON.stringify(expected));
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  it('takes from a plain text, as secrets are, whatever its path says', () => {
    const secret = '{src: {schema: deckhand/Passphrase/v1, name: password, path: .any}, dest: {path: .oob.credential}}';
    const { found, data } = render(passphrase, filled(secret, '{}'));
    expect([found, data]).toEqual([[], { oob: { credential: 'the-secret' } }]);
  });

  it('takes from documents that take from others, and puts a value in as it is', () => {
    const chain = `schema: other/Values/v1\nmetadata: {name: chain, substitutions: [{${from('.text')}, dest: {path: .deep}}]}\ndata: {cost: '$0 \\1'}\n`;
    const take = (path: string, dest: string): string =>
      `{src: {schema: other/Values/v1, name: chain, path: ${path}}, dest: ${dest}}`;
    const { found, data } = render(
      source,
      chain,
      filled(`${take('.deep', '{path: .a}')}, ${take('.cost', '{path: .b, pattern: X}')}`, '{b: <X>}'),
    );
    expect([found, data]).toEqual([[], { a: 'port Eth1/7 of tor1', b: '<$0 \\1>' }]);
  });

  const at = '/metadata/substitutions/0';
  it.each([
    [
      'has no source',
      `{${from('.number').replace('values', 'missing')}, dest: {path: .a}}`,
      ['DD0025', 'error', 'child', `${at}/src`],
    ],
    [
      'has an abstract source',
      '{src: {schema: drydock/HostProfile/v1, name: unused, path: .}, dest: {path: .a}}',
      ['DD0025', 'error', 'child', `${at}/src`],
    ],
    [
      'has nothing at its path',
      `{${from('.list[7]')}, dest: {path: .a}}`.replace('.list[7]', '".list[7]"'),
      ['DD0025', 'error', 'child', `${at}/src/path`],
    ],
    ['takes null', `{${from('.nothing')}, dest: {path: .a}}`, ['DD0025', 'error', 'child', `${at}/src/path`]],
    [
      'matches nothing in its source',
      `{${from('.text', ', pattern: Z')}, dest: {path: .a}}`,
      ['DD0026', 'warning', 'child', `${at}/src/pattern`],
    ],
    [
      'looks in what is no text',
      `{${from('.list', ', pattern: Z')}, dest: {path: .a}}`,
      ['DD0026', 'error', 'child', `${at}/src/pattern`],
    ],
    [
      'has a pattern that is none',
      `{${from('.text', ', pattern: "(?=a)"')}, dest: {path: .a}}`,
      ['DD0026', 'error', 'child', `${at}/src/pattern`],
    ],
    [
      'asks for a group that is not there',
      `{${from('.text', ', pattern: Eth, match_group: 1')}, dest: {path: .a}}`,
      ['DD0026', 'error', 'child', `${at}/src/pattern`],
    ],
    [
      'puts a list into a text',
      `{${from('.list')}, dest: {path: .t, pattern: X}}`,
      ['DD0026', 'error', 'child', `${at}/dest/pattern`],
    ],
    [
      'matches nothing in its destination',
      `{${from('.number')}, dest: {path: .t, pattern: Z}}`,
      ['DD0026', 'warning', 'child', `${at}/dest/pattern`],
    ],
    [
      'replaces where no text is',
      `{${from('.number')}, dest: [{path: .u, pattern: X}]}`,
      ['DD0027', 'error', 'child', `${at}/dest/0/path`],
    ],
    [
      'has a text in its way',
      `{${from('.number')}, dest: {path: .t.u}}`,
      ['DD0027', 'error', 'child', `${at}/dest/path`],
    ],
    [
      'has no path',
      '{src: {schema: other/Values/v1, name: values}, dest: {path: .a}}',
      ['DD0021', 'error', 'child', `${at}/src/path`],
    ],
    [
      'asks for an index without end',
      `{${from('.number')}, dest: {path: ".l[99999999]"}}`,
      ['DD0021', 'error', 'child', `${at}/dest/path`],
    ],
  ])('that %s is a finding', (_what, substitution, finding) => {
    const { found } = render(policy, source, unused, filled(substitution, '{t: X}'));
    expect(found).toEqual([finding]);
  });

  it('that has two sources is a finding, and no document of another system is rendered for nothing', () => {
    const broken = `schema: armada/Chart/v1\nmetadata: {name: chart, substitutions: [{src: 7}]}\ndata: {}\n`;
    const { found } = render(source, source, broken, filled(`{${from('.number')}, dest: {path: .a}}`, '{}'));
    expect(found).toEqual([['DD0025', 'error', 'child', `${at}/src`]]);
  });

  it('in a circle is a finding for each document in it, and for none beside it', () => {
    const taking = (name: string, of: string): string =>
      document(
        name,
        `substitutions: [{src: {schema: drydock/HostProfile/v1, name: ${of}, path: .}, dest: {path: .a}}]`,
        '{own: 1}',
      );
    const { found, documents } = render(
      taking('one', 'two'),
      taking('two', 'one'),
      taking('beside', 'one'),
      taking('self', 'self'),
    );
    expect(found).toEqual([
      ['DD0028', 'error', 'one', '/metadata'],
      ['DD0028', 'error', 'self', '/metadata'],
      ['DD0028', 'error', 'two', '/metadata'],
    ]);
    expect(documents).toHaveLength(4);
  });
});

describe('a secret', () => {
  const take = (dest: string): string =>
    `{src: {schema: deckhand/Passphrase/v1, name: password, path: .}, dest: ${dest}}`;

  it.each([
    ['a credential', '{path: .oob.credential}', '{}'],
    ['options that say so', '{path: .oob.options.api_key}', '{}'],
    [
      'a URL',
      '{path: .bootstrapper.address, pattern: PASSWORD}',
      '{bootstrapper: {address: "http://u:PASSWORD@host"}}',
    ],
  ])('may end in %s', (_what, dest, data) => {
    expect(render(passphrase, filled(take(dest), data)).found).toEqual([]);
  });

  it.each([
    ['a label', '{path: .metadata.owner_data.note}', '{}', '/data/metadata/owner_data/note'],
    [
      'a part of a text',
      '{path: .platform.kernel_params.x, pattern: X}',
      '{platform: {kernel_params: {x: aXb}}}',
      '/data/platform/kernel_params/x',
    ],
  ])('that ends in %s is a warning that does not repeat it', (_what, ...[dest, data, path]) => {
    const { found, findings } = render(passphrase, filled(take(dest), data));
    expect(found).toEqual([['DD0029', 'warning', 'child', path]]);
    expect(JSON.stringify(findings)).not.toContain('the-secret');
  });

  it('stays one on its way through other documents and layers, until something else is put there', () => {
    const other = `schema: other/Values/v1\nmetadata: {name: through, substitutions: [${take('{path: .inner}')}]}\ndata: {}\n`;
    const through = (path: string): string =>
      parent('{}').replace(
        'metadata:',
        `metadata:\n  substitutions: [{src: {schema: other/Values/v1, name: through, path: ${path}}, dest: {path: .note}}]`,
      );
    const inheriting = child('[{method: merge, path: .}]', '{a: 1}');
    expect(render(policy, passphrase, other, through('.'), inheriting).found).toEqual([
      ['DD0029', 'warning', 'child', '/data/note'],
    ]);
    const over = child('[{method: replace, path: .note}]', '{note: mine}');
    expect(render(policy, passphrase, other, through('.inner'), over).found).toEqual([]);
  });
});
