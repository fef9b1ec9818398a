import { describe, expect, it } from 'vitest';
import { selectByV1Filter, type FilterableNode } from './node-filter-v1.js';

const node = (name: string, rack: string, foo: string): FilterableNode => ({
  name,
  tags: ['test'],
  labels: { foo },
  rack,
  rackLabels: { row: rack },
});
const nodes = [
  node('controller01', 'rack1', 'bar'),
  node('compute01', 'rack2', 'bar'),
  node('compute02', 'rack3', 'baz'),
];
const everything = nodes.map(({ name }) => name);

const set = (filter_set_type: string, ...filter_set: object[]): object => ({ filter_set_type, filter_set });
const all = (criteria: object): object => ({ filter_type: 'intersection', ...criteria });
const any = (criteria: object): object => ({ filter_type: 'union', ...criteria });

describe('a filter of Drydock v1.0', () => {
  it.each([
    ['null means all nodes', null, everything],
    [
      'names and racks',
      set('intersection', all({ node_names: ['compute01', 'compute02'], rack_names: ['rack2'] })),
      ['compute01'],
    ],
    [
      'names or racks',
      set('intersection', any({ node_names: ['compute01'], rack_names: ['rack3'] })),
      ['compute01', 'compute02'],
    ],
    [
      'one filter or the other',
      set('union', all({ node_names: ['compute01'] }), all({ rack_names: ['rack1'] })),
      ['controller01', 'compute01'],
    ],
    [
      'one filter and the other',
      set('intersection', all({ node_names: ['compute01', 'controller01'] }), all({ rack_names: ['rack1'] })),
      ['controller01'],
    ],
    ['any of the tags', set('intersection', all({ node_tags: ['test', 'nope'] })), everything],
    ['a label', set('intersection', all({ node_labels: { foo: 'bar' } })), ['controller01', 'compute01']],
    ['any of the labels', set('intersection', all({ node_labels: { foo: 'baz', no: 'x' } })), ['compute02']],
    ['labels of racks, which Drydock never had', set('union', any({ rack_labels: { row: 'rack3' } })), ['compute02']],
    ['no criteria select nothing', set('union', any({})), []],
    ['an unknown name selects nothing', set('union', any({ node_names: ['nobody'] })), []],
    ['an empty set selects nothing, of either type', set('intersection'), []],
  ])('selects: %s', (_what, filter, names) => {
    expect(selectByV1Filter(nodes, filter)).toEqual({ ok: true, value: names });
  });

  it.each([
    ['a text', 'n1', ['']],
    ['no set', {}, ['filter_set_type', 'filter_set']],
    ['an unknown combination', set('some', any({})), ['filter_set_type']],
    ['an unknown combination inside', set('union', { filter_type: 'xor' }), ['filter_set.0.filter_type']],
    ['a typo', set('union', any({ node_name: ['a'] })), ['filter_set.0.node_name']],
    [
      'a wrong criterion',
      set('union', any({ node_tags: 'a', node_labels: [] })),
      ['filter_set.0.node_tags', 'filter_set.0.node_labels'],
    ],
    ['a filter that is none', set('union', []), ['filter_set.0']],
  ])('is refused: %s', (_what, filter, paths) => {
    const selected = selectByV1Filter(nodes, filter);
    expect(selected.ok ? [] : selected.complaints.map(({ path }) => path)).toEqual(paths);
  });
});
