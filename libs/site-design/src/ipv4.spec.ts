import { expect, it } from 'vitest';
import { contains, formatAddress, parseAddress, parseCidr } from './ipv4.js';

it.each(['0.0.0.0', '10.0.20.11', '255.255.255.255', '192.168.0.1'])('reads %s and writes it again', (text) => {
  const value = parseAddress(text);
  expect(value === null ? null : formatAddress(value)).toBe(text);
});

it.each(['', '10.0.0', '10.0.0.256', '10.0.0.0.1', '10.0.0.x', '::1', '10.0.0.1234'])('"%s" is no address', (text) => {
  expect(parseAddress(text)).toBeNull();
});

it('knows which addresses are inside a subnet, up to the largest', () => {
  const inside = (cidr: string, address: string): boolean | undefined => {
    const subnet = parseCidr(cidr)?.subnet;
    return subnet && contains(subnet, parseAddress(address) ?? -1);
  };
  expect(inside('10.0.20.0/24', '10.0.20.255')).toBe(true);
  expect(inside('10.0.20.0/24', '10.0.21.0')).toBe(false);
  expect(inside('255.255.255.0/24', '255.255.255.255')).toBe(true);
  expect(inside('0.0.0.0/0', '203.0.113.9')).toBe(true);
  expect(inside('10.0.0.1/32', '10.0.0.1')).toBe(true);
});

it('sees bits below the prefix, and what is no CIDR', () => {
  expect(parseCidr('10.0.20.5/24')).toMatchObject({ hasHostBits: true, subnet: { base: parseAddress('10.0.20.0') } });
  expect(parseCidr('10.0.20.0/24')).toMatchObject({ hasHostBits: false });
  for (const text of ['10.0.20.0', '10.0.20.0/33', '10.0.20.0/24/1', 'x/24', '10.0.20.0/']) {
    expect(parseCidr(text)).toBeNull();
  }
});
