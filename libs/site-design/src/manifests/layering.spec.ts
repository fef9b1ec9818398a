import { describe, expect, it } from 'vitest';
import { child, document, filled, from, parent, policy, render, source, unused } from '../testing/raw-manifests.js';

describe('a layering action', () => {
  it.each<readonly [string, string, string, unknown]>([
    [
      'merges what the document has over what it inherits',
      '[{method: merge, path: .}]',
      '{a: {y: 9}, l: [3]}',
      { a: { x: 1, y: 9 }, l: [3], s: 'old' },
    ],
    ['merges a single value', '[{method: merge, path: .s}]', '{s: new}', { a: { x: 1, y: 2 }, l: [1, 2], s: 'new' }],
    [
      'merges into a place that the parent does not have',
      '[{method: merge, path: .b.c}]',
      '{b: {c: 5}}',
      { a: { x: 1, y: 2 }, b: { c: 5 }, l: [1, 2], s: 'old' },
    ],
    [
      'appends to a list with an index behind its end',
      '[{method: merge, path: ".l[2]"}]',
      '{l: [0, 0, 3]}',
      { a: { x: 1, y: 2 }, l: [1, 2, 3], s: 'old' },
    ],
    [
      'replaces all that is at the path',
      '[{method: replace, path: .a}]',
      '{a: {z: 3}}',
      { a: { z: 3 }, l: [1, 2], s: 'old' },
    ],
    ['replaces everything', '[{method: replace, path: .}]', '{a: 0}', { a: 0 }],
    ['deletes a key', '[{method: delete, path: .a.x}]', '{}', { a: { y: 2 }, l: [1, 2], s: 'old' }],
    [
      'deletes an element of a list, and only that',
      '[{method: delete, path: ".l[0]"}]',
      '{}',
      { a: { x: 1, y: 2 }, l: [2], s: 'old' },
    ],
    ['deletes everything', '[{method: delete, path: .}]', '{}', {}],
    ['may begin its path with .data', '[{method: delete, path: .data.a}]', '{}', { l: [1, 2], s: 'old' }],
    [
      'works on what the one before it left',
      '[{method: delete, path: .a}, {method: merge, path: .}]',
      '{a: {n: 1}}',
      { a: { n: 1 }, l: [1, 2], s: 'old' },
    ],
  ])('%s', (_does, ...[actions, data, expected]) => {
    const { found, data: rendered } = render(
      policy,
      parent('{a: {x: 1, y: 2}, l: [1, 2], s: old}'),
      child(actions, data),
    );
    expect(found).toEqual([]);
    expect(rendered).toEqual(expected);
  });

  it.each([
    ['has nothing to merge', '[{method: merge, path: .nothing}]', 'DD0024', '/actions/0/path'],
    ['deletes what is not there', '[{method: delete, path: .nothing}]', 'DD0024', '/actions/0/path'],
    ['goes through a text', '[{method: merge, path: .s.t}]', 'DD0024', '/actions/0/path'],
    ['is of no kind', '[{method: append, path: .}]', 'DD0021', '/actions/0/method'],
    ['has a path with a wildcard', '[{method: merge, path: ".a[*]"}]', 'DD0021', '/actions/0/path'],
    ['is no list', '{method: merge, path: .}', 'DD0021', '/actions'],
  ])('that %s is a finding, and the others are done', (_has, ...[actions, rule, path]) => {
    const { found } = render(policy, parent('{s: old}'), child(actions, '{s: {t: 1}}'));
    expect(found).toEqual([[rule, 'error', 'child', `/metadata/layeringDefinition${path}`]]);
  });

  it('is needed to inherit anything', () => {
    const { found, data } = render(policy, parent('{a: 1}'), child('[]', '{b: 2}'));
    expect([found, data]).toEqual([[], { b: 2 }]);
  });
});

describe('a parent', () => {
  const merge = '[{method: merge, path: .}]';

  it('is the one in the closest layer above', () => {
    const { found, data } = render(
      policy,
      parent('{a: global}'),
      parent('{a: type}', 'type').replace('name: parent', 'name: nearer'),
      child(merge, '{b: 1}'),
    );
    expect([found, data]).toEqual([[], { a: 'type', b: 1 }]);
  });

  it('hands down what it inherits and takes itself', () => {
    const middle = document(
      'middle',
      `labels: {of: middle}\nsubstitutions: [{${from('.number')}, dest: {path: .c}}]\nlayeringDefinition: {abstract: true, layer: type, parentSelector: {of: parent}, actions: ${merge}}`,
      '{b: 2}',
    );
    const { found, data } = render(
      policy,
      source,
      parent('{a: 1}'),
      middle,
      child(merge, '{d: 4}').replace('of: parent', 'of: middle'),
    );
    expect([found, data]).toEqual([[], { a: 1, b: 2, c: 7, d: 4 }]);
  });

  const selector = '/metadata/layeringDefinition/parentSelector';
  it.each([
    ['is missing', [parent('{}').replace('of: parent', 'of: other')], ['DD0022', 'warning', 'child', selector]],
    ['is in the same layer', [unused, parent('{}', 'site')], ['DD0022', 'warning', 'child', selector]],
    [
      'is of another schema',
      [unused, parent('{}').replace('HostProfile', 'Network')],
      ['DD0022', 'warning', 'child', selector],
    ],
    [
      'is one of two',
      [parent('{}'), parent('{}').replace('name: parent', 'name: twin')],
      ['DD0022', 'error', 'child', selector],
    ],
  ])('that %s is a finding', (_is, documents, finding) => {
    const { found, data } = render(policy, ...documents, child(merge, '{b: 1}'));
    expect([found, data]).toEqual([[finding], { b: 1 }]);
  });

  it('is not missed in documents that Deckhand rendered already', () => {
    const { found } = render(
      policy,
      child(merge, '{b: 1}', `\nsubstitutions: [{${from('.number')}, dest: {path: .b}}]`),
    );
    expect(found).toEqual([
      ['DD0022', 'info', 'child', selector],
      ['DD0025', 'warning', 'child', '/metadata/substitutions/0/src'],
    ]);
  });

  it.each([
    ['there is no LayeringPolicy', [parent('{}')], [['DD0020', 'error', null, '']]],
    [
      'the LayeringPolicy has no order',
      [policy.replace('[global', '[site'), parent('{}')],
      [
        ['DD0020', 'error', 'policy', '/data/layerOrder'],
        ['DD0020', 'error', null, ''],
      ],
    ],
    [
      'the layer is not known',
      [policy.replace('site', 'place'), parent('{}')],
      [['DD0020', 'error', 'child', '/metadata/layeringDefinition/layer']],
    ],
    [
      'two LayeringPolicies differ',
      [policy, policy.replace('name: policy', 'name: second').replace('type, ', ''), parent('{}')],
      [['DD0020', 'error', 'second', '/data/layerOrder']],
    ],
  ])('cannot be found where %s', (_why, documents, findings) => {
    expect(render(...documents, child(merge, '{}')).found).toEqual(findings);
  });
});

describe('a replacement', () => {
  const replacing = (layer: string, more = ''): string =>
    document(
      'parent',
      `replacement: true\nlayeringDefinition: {layer: ${layer}, parentSelector: {of: parent}, actions: [{method: merge, path: .}]}${more}`,
      `{by: ${layer}}`,
    );
  const concrete = parent('{a: 1}').replace('abstract: true', 'abstract: false');
  const marked = '/metadata/replacement';

  it('takes the place of its parent, for children and sources too', () => {
    const other = filled(
      '{src: {schema: drydock/HostProfile/v1, name: parent, path: .by}, dest: {path: .from}}',
      '{}',
    ).replace('name: child', 'name: other');
    const { found, documents } = render(
      policy,
      concrete,
      replacing('type'),
      child('[{method: merge, path: .}]', '{c: 3}'),
      other,
    );
    expect(found).toEqual([]);
    expect(documents.map(({ name, content }) => [name, content['data']])).toEqual([
      ['parent', { a: 1, by: 'type' }],
      ['child', { a: 1, by: 'type', c: 3 }],
      ['other', { from: 'type' }],
    ]);
  });

  it.each([
    [
      'has no parent',
      [unused, replacing('site')],
      [
        ['DD0022', 'warning', 'parent', '/metadata/layeringDefinition/parentSelector'],
        ['DD0023', 'error', 'parent', marked],
      ],
    ],
    [
      'has a parent of another name',
      [concrete, replacing('site').replace('name: parent', 'name: other')],
      [['DD0023', 'error', 'other', marked]],
    ],
    [
      'does not say that it is one',
      [concrete, replacing('site').replace('replacement: true', 'replacement: false')],
      [['DD0023', 'error', 'parent', marked]],
    ],
    [
      'has a rival',
      [concrete, replacing('type'), replacing('site')],
      [
        ['DD0023', 'error', 'parent', marked],
        ['DD0023', 'error', 'parent', marked],
      ],
    ],
    [
      'replaces a replacement',
      [concrete, replacing('type', '\nlabels: {of: parent}'), replacing('site')],
      [['DD0023', 'error', 'parent', marked]],
    ],
  ])('that %s is a finding', (_what, documents, findings) => {
    expect(render(policy, ...documents).found).toEqual(findings);
  });
});
