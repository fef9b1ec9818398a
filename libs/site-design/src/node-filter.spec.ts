import { describe, expect, it } from 'vitest';
import { parseNodeFilter, selectNodes } from './node-filter.js';
import { compileWith } from './testing/small-site.js';

const { design } = compileWith(
  [['Rack/r2'], { labels: { row: 'b' } }],
  [['BaremetalNode/n2', 'metadata', 'rack'], 'r2'],
  [['BaremetalNode/n2', 'metadata', 'tags'], ['big']],
  [['BaremetalNode/n2', 'metadata', 'owner_data'], { role: 'storage' }],
);
if (design === null) throw new Error('the small site did not compile');

function select(filter: unknown): string[] | string[][] {
  const parsed = parseNodeFilter(filter);
  if (!parsed.ok) return parsed.complaints.map(({ path, message }) => [path, message]);
  return design === null ? [] : selectNodes(design, parsed.value);
}

describe('a node filter', () => {
  it.each([
    ['names', { names: ['n2', 'nobody'] }, ['n2']],
    ['tags', { tags: ['base'] }, ['n1', 'n2']],
    ['all of several tags', { tags: ['base', 'big'] }, ['n2']],
    ['labels', { labels: { role: 'storage' } }, ['n2']],
    ['all of several labels', { labels: { role: 'storage', site: 'two' } }, []],
    ['racks', { racks: ['r1'] }, ['n1']],
    ['labels of racks', { rackLabels: { row: 'b' } }, ['n2']],
    ['everything at once', { names: ['n1', 'n2'], racks: ['r1'], tags: ['base'], rackLabels: { row: 'a' } }, ['n1']],
    ['any of several filters', { any: [{ names: ['n1'] }, { tags: ['big'] }] }, ['n1', 'n2']],
    ['all of several filters', { all: [{ names: ['n1'] }, { tags: ['big'] }] }, []],
    ['labels named like parts of JavaScript', { labels: { constructor: 'x' } }, []],
  ])('selects by %s', (_by, filter, names) => {
    expect(select(filter)).toEqual(names);
  });

  it.each([
    ['is no object', 'n1', [['', 'must be an object']]],
    ['has no criteria', {}, [['', 'must have at least one of names, tags, racks, labels, rackLabels, any, all']]],
    ['has an empty criterion', { names: [] }, [['names', 'must be a list of at least one text']]],
    ['has an unknown field', { name: ['n1'] }, [['name', 'is not a known field']]],
    [
      'has a wrong value deep inside',
      { any: [{ all: [{ labels: { a: 1 } }] }] },
      [['any.0.all.0.labels', 'must be an object with at least one key, whose values are texts']],
    ],
    ['mixes criteria with a combination', { any: [{ names: ['n1'] }], tags: ['x'] }, [['', '"any" must stand alone']]],
    ['combines nothing', { all: [] }, [['all', 'must be a list of at least one filter']]],
  ])('is refused when it %s', (_what, filter, complaints) => {
    expect(select(filter)).toEqual(complaints);
  });

  it('is refused when it is nested without end', () => {
    let filter: object = { names: ['n1'] };
    for (let level = 0; level < 100; level += 1) filter = { any: [filter] };
    expect(JSON.stringify(select(filter))).toContain('nested');
  });
});
