import { describe, expect, it } from 'vitest';
import { isSameNode, matchIdentity, type Identity } from './identity.js';

const designed: Identity = {
  macs: ['52:54:00:01:01:00', '52:54:00:01:01:01'],
  serialNumber: 'DRYDOCK-R1N1',
  systemUuid: '12345678-9abc-4def-8123-000000000101',
};

describe('a found node', () => {
  it('is the designed one when one fact matches and the others are unknown', () => {
    const found = { macs: [], serialNumber: 'drydock-r1n1 ', systemUuid: null };
    expect(matchIdentity(designed, found)).toEqual({ matchedBy: ['serial number'], contradictions: [] });
  });

  it('is another one when its MAC matches and its serial number does not', () => {
    const match = matchIdentity(designed, { ...designed, serialNumber: 'DRYDOCK-R1N2' });
    expect(isSameNode(match)).toBe(false);
    expect(match.contradictions).toEqual(['serial number: designed DRYDOCK-R1N1, found DRYDOCK-R1N2']);
  });

  it('is nobody when there is nothing to compare', () => {
    expect(isSameNode(matchIdentity(designed, { macs: [], serialNumber: null, systemUuid: null }))).toBe(false);
  });

  it('is told by any of its interfaces', () => {
    const found = { macs: ['00:00:5e:00:53:01', '52:54:00:01:01:01'], serialNumber: null, systemUuid: null };
    expect(matchIdentity(designed, found).matchedBy).toEqual(['mac']);
  });

  it('contradicts when none of its interfaces is designed', () => {
    const match = matchIdentity(designed, { ...designed, macs: ['00:00:5e:00:53:01'] });
    expect(match.contradictions[0]).toContain('found 00:00:5e:00:53:01');
  });

  it('has the same UUID when its firmware writes the first fields byte-swapped', () => {
    const found = { macs: [], serialNumber: null, systemUuid: '78563412-BC9A-EF4D-8123-000000000101' };
    expect(matchIdentity(designed, found).matchedBy).toEqual(['uuid']);
  });

  it.each(['', 'None', 'To Be Filled By O.E.M.', 'Default string'])(
    'is not told by the serial number %j that a vendor left in',
    (serialNumber) => {
      const match = matchIdentity({ ...designed, serialNumber }, { ...designed, serialNumber: 'X' });
      expect(match).toEqual({ matchedBy: ['mac', 'uuid'], contradictions: [] });
    },
  );
});
