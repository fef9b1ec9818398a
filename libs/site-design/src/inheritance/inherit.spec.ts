import { describe, expect, it } from 'vitest';
import { findingsWith, nodeWith, type Change } from '../testing/small-site.js';

const profile = (name: string, parent: string, data: object = {}): Change => [
  [`HostProfile/${name}`],
  { host_profile: parent, ...data },
];
const n1Inherits = (from: string): Change => [['BaremetalNode/n1', 'host_profile'], from];

describe('inheritance', () => {
  it('goes up a chain of host profiles, the nearest counting most', () => {
    const node = nodeWith(
      'n1',
      profile('worker', 'middle', { metadata: { tags: ['worker'], owner_data: { role: 'worker' } } }),
      profile('middle', 'base', { metadata: { tags: ['middle'], owner_data: { role: 'middle', zone: 'z' } } }),
      n1Inherits('worker'),
    );
    expect(node.tags).toEqual(['worker', 'middle', 'base']);
    expect(node.ownerData).toEqual({ site: 'one', role: 'worker', zone: 'z' });
    expect(node.platform.image).toBe('linux');
  });

  it('does not depend on the order of the documents', () => {
    const worker = profile('worker', 'middle', { metadata: { tags: ['worker'] } });
    const middle = profile('middle', 'base', { metadata: { tags: ['middle'] } });
    expect(nodeWith('n1', worker, middle, n1Inherits('worker'))).toEqual(
      nodeWith('n1', middle, worker, n1Inherits('worker')),
    );
  });

  it('in a circle is one finding, with the circle in words', () => {
    const found = findingsWith(profile('a', 'b'), profile('b', 'a'), n1Inherits('a'));
    expect(found).toMatchObject([{ rule: 'DD0008', level: 'error', path: '/data/host_profile' }]);
    expect(found[0]?.message).toContain('a → b → a');
  });

  it('of a profile from itself is a finding even if no node uses it', () => {
    expect(findingsWith(profile('a', 'a'))).toMatchObject([{ rule: 'DD0008', document: { name: 'a' } }]);
  });

  it('from a profile that cannot be read is not blamed on the heir', () => {
    const found = findingsWith(profile('a', 'base', { oops: 1 }), n1Inherits('a'));
    expect(found).toMatchObject([{ rule: 'DD0005', document: { name: 'a' }, path: '/data/oops' }]);
  });

  it('over thousands of profiles ends with a finding, not with a stack overflow', () => {
    const chain = Array.from({ length: 5000 }, (_, index) =>
      profile(`p${index}`, index === 0 ? 'base' : `p${index - 1}`),
    );
    expect(findingsWith(...chain, n1Inherits('p4999'))).toMatchObject([{ rule: 'DD0008', document: { name: 'p63' } }]);
  });
});
