import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalAddress, isAddress } from './address.js';

describe('an address', () => {
  it.each([
    ['HTTPS://Bmc.Example:443/', undefined, 'https://bmc.example'],
    ['https://bmc.example', 8443, 'https://bmc.example:8443'],
    ['https://bmc.example:8443/', 443, 'https://bmc.example'],
    ['https://bmc.example/Systems/1//', undefined, 'https://bmc.example/Systems/1'],
    ['https://gateway/bmc?Node=1', undefined, 'https://gateway/bmc?Node=1'],
    ['HTTPS://[FD00:0:0::1]:443/', undefined, 'https://[fd00::1]'],
    ['10.0.0.1', undefined, '10.0.0.1'],
    ['Switch-1/', 161, 'switch-1:161'],
    ['Switch-1:161', undefined, 'switch-1:161'],
    ['FD00::0001', undefined, '[fd00::1]'],
    ['[fd00::1]:161', undefined, '[fd00::1]:161'],
    ['fd00::1', 161, '[fd00::1]:161'],
    ['fe80::1%eth0', 161, '[fe80::1%eth0]:161'],
    ['https://Bmc.Example.:8443/', undefined, 'https://bmc.example:8443'],
    ['bmc.example.', undefined, 'bmc.example'],
    ['Bmc.:623', undefined, 'bmc:623'],
    ['qemu+ssh://me@Host./system', undefined, 'qemu+ssh://host/system'],
    ['https://[::FFFF:10.0.0.1]/', undefined, 'https://10.0.0.1'],
    ['::ffff:a00:1', 161, '10.0.0.1:161'],
    ['[::ffff:10.0.0.1]:161', undefined, '10.0.0.1:161'],
    ['https://0x0a.1', undefined, 'https://10.0.0.1'],
    ['10.1', undefined, '10.0.0.1'],
    ['bootstrapper/nodes/a', undefined, 'bootstrapper/nodes/a'],
  ])('%s with port %s is written %s', (address, port, written) => {
    expect(canonicalAddress(address, port)).toBe(written);
  });

  it.each([
    ['a host', 'bmc-1', 'bmc-2'],
    ['a scheme', 'https://bmc', 'http://bmc'],
    ['a scheme and none', 'https://bmc', 'bmc'],
    ['a port', 'https://bmc', 'https://bmc:8443'],
    ['a port and the last group of an IPv6 address', 'fd00::1:161', '[fd00::1]:161'],
    ['a path', 'https://gateway/1', 'https://gateway/2'],
    ['a query', 'https://gateway/?node=1', 'https://gateway/?node=2'],
  ])('is another one by %s', (_what, one, other) => {
    expect(canonicalAddress(one)).not.toBe(canonicalAddress(other));
  });

  it('that was written in the one way stays so, whatever it is', () => {
    const port = fc.option(fc.integer({ min: 1, max: 65_535 }), { nil: undefined });
    const host = fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6());
    const address = fc.oneof(host, fc.webUrl({ withQueryParameters: true }).filter(isAddress));
    fc.assert(
      fc.property(address, port, (given, beside) => {
        const written = canonicalAddress(given, beside);
        expect(canonicalAddress(written)).toBe(written);
      }),
    );
  });

  it.each(['https://root:calvin@bmc', 'https://root@bmc', 'root:calvin@bmc', '//root:calvin@bmc'])(
    'with an account in it is none: %s',
    (address) => {
      expect(isAddress(address)).toBe(false);
    },
  );

  it('may have a user name over SSH, which is no part of where it is, but no password', () => {
    expect(isAddress('qemu+ssh://me@host/system')).toBe(true);
    expect(canonicalAddress('qemu+ssh://me@HOST/system')).toBe('qemu+ssh://host/system');
    expect(isAddress('qemu+ssh://me:calvin@host/system')).toBe(false);
  });
});
