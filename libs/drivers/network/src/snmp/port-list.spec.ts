import { describe, expect, it } from 'vitest';
import { bitmapWith, portsOfList } from './port-list.js';

const upTo = (count: number) => new Set(Array.from({ length: count }, (_, index) => index + 1));
const bits = (hex: string) => Buffer.from(hex, 'hex');
const listed = (hex: string, count: number) => [...portsOfList(bits(hex), 'bitmap', upTo(count))];

describe('a PortList', () => {
  it('has bridge port 1 in the highest bit of its first octet', () => {
    expect(listed('80', 8)).toEqual([1]);
    expect(listed('0100', 16)).toEqual([8]);
    expect(listed('0080', 16)).toEqual([9]);
    expect(listed('c001', 16)).toEqual([1, 2, 16]);
  });

  it('means no ports when it is empty or full of zeros', () => {
    expect(listed('', 8)).toEqual([]);
    expect(listed('000000', 24)).toEqual([]);
  });

  it('means nothing by the bits after its last bridge port', () => {
    expect(listed('c0ffff', 2)).toEqual([1, 2]);
  });

  it('leaves out bridge ports that are missing in the middle', () => {
    expect([...portsOfList(bits('f0'), 'bitmap', new Set([1, 4]))]).toEqual([1, 4]);
  });

  it.each([
    ['490,491,513', [490, 491, 513]],
    ['513', [513]],
    ['513,', [513]],
    ['', []],
  ])('is read as text from Junos: %j', (text, ports) => {
    expect([...portsOfList(Buffer.from(text), 'text', upTo(600))]).toEqual(ports);
  });

  it('is not taken for text because its octets look like digits', () => {
    expect(listed(Buffer.from('1,2').toString('hex'), 24)).toEqual([3, 4, 8, 11, 13, 14, 19, 20, 23]);
  });

  it('gets and loses one port with every other bit as it was', () => {
    expect(bitmapWith(bits('5500'), 9, 'in')).toEqual(bits('5580'));
    expect(bitmapWith(bits('55ff'), 2, 'out')).toEqual(bits('15ff'));
    expect(bitmapWith(bits('55ff'), 1, 'out')).toEqual(bits('55ff'));
  });

  it('grows for a port beyond its end, and for no other reason', () => {
    expect(bitmapWith(bits(''), 17, 'in')).toEqual(bits('000080'));
    expect(bitmapWith(bits('80'), 17, 'out')).toEqual(bits('80'));
  });
});
