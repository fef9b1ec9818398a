import { describe, expect, it } from 'vitest';
import { formerSetups, without } from './former-state.js';

const former = { untagged: [1], tagged: [10, 20], adminUp: true, pvid: 1, alias: 'uplink' };

describe('what is remembered of a switch', () => {
  it('comes back as it was kept', () => {
    expect(formerSetups({ Ethernet1: former })).toEqual({ Ethernet1: former });
  });

  it.each([undefined, null, 7, 'text', [], {}])('is nothing when the memory is %j', (memory) => {
    expect(formerSetups(memory)).toEqual({});
  });

  it('leaves out what is no setup, and keeps the rest', () => {
    const memory = { a: 1, b: { untagged: ['1'], tagged: [] }, c: { untagged: [1] }, Ethernet1: former };
    expect(formerSetups(memory)).toEqual({ Ethernet1: former });
  });

  it('has null for facts that were not known', () => {
    expect(formerSetups({ swp1: { untagged: [], tagged: [5] } })).toEqual({
      swp1: { untagged: [], tagged: [5], adminUp: null, pvid: null, alias: null },
    });
  });

  it('forgets one port alone', () => {
    expect(without({ Ethernet1: former, Ethernet2: former }, 'Ethernet1')).toEqual({ Ethernet2: former });
  });
});
