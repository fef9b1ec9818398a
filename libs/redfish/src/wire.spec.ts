import { describe, expect, it } from 'vitest';
import { bmcOrigin } from './bmc-origin.js';
import { factOf, linkOf, linksOf, numberOf, pathOf, textOf } from './wire.js';

describe('text from a BMC', () => {
  it('loses blanks and control characters', () => {
    expect(textOf('  Dell\u001b[31m Inc.\r\n')).toBe('Dell [31m Inc.');
    expect(textOf(' \t ')).toBeNull();
    expect(textOf(12)).toBeNull();
  });

  it.each([
    'To be filled by O.E.M.',
    'Default string',
    '....................',
    '01234567890123456789AB',
    '0123456789',
    'Not Specified',
    'None',
    '   ',
    '00000000-0000-0000-0000-000000000000',
    'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
    '03000200-0400-0500-0006-000700080009',
    'System Product Name',
    'Chassis Serial Number',
  ])('is nothing where the maker left it at %j', (placeholder) => {
    expect(factOf(placeholder)).toBeNull();
  });

  it.each(['CN0001', 'PowerEdge R750', '1.8.2', '6.10.30.00', 'MXQ0123456', 'Nonesuch'])('is a fact: %s', (fact) => {
    expect(factOf(fact)).toBe(fact);
  });
});

describe('a number', () => {
  it('may be written as text', () => {
    expect([numberOf(12.5), numberOf('512'), numberOf(' 1.5 ')]).toEqual([12.5, 512, 1.5]);
    expect([numberOf('12 GiB'), numberOf(''), numberOf(Infinity), numberOf(null)]).toEqual([null, null, null, null]);
  });
});

describe('a link', () => {
  it('is a path, whatever host it names', () => {
    expect(linkOf({ '@odata.id': '/redfish/v1/Systems/1' })).toBe('/redfish/v1/Systems/1');
    expect(pathOf('https://elsewhere.example/redfish/v1/Tasks/1?x=2')).toBe('/redfish/v1/Tasks/1?x=2');
    expect(pathOf('//elsewhere.example/redfish')).toBeNull();
    expect(linkOf({})).toBeNull();
    expect(linkOf('/redfish')).toBeNull();
  });

  it('may stand without its list, and under its old name', () => {
    expect(linksOf({ '@odata.id': '/a' })).toEqual(['/a']);
    expect(linksOf([{ href: '/rest/v1/Systems/1' }, null])).toEqual(['/rest/v1/Systems/1']);
  });

  it('is made fit to be asked for', () => {
    expect(pathOf('/redfish/v1/Systems/a b"{1}')).toBe('/redfish/v1/Systems/a%20b%22%7B1%7D');
    expect(pathOf('/redfish/v1/Systems/a%20b?$top=1')).toBe('/redfish/v1/Systems/a%20b?$top=1');
  });
});

describe('the address of a BMC', () => {
  it.each([
    ['10.0.0.11', undefined, 'https://10.0.0.11'],
    ['10.0.0.11', 8443, 'https://10.0.0.11:8443'],
    ['bmc01.example:8000', undefined, 'https://bmc01.example:8000'],
    ['http://127.20.1.11:9090', undefined, 'http://127.20.1.11:9090'],
    ['https://BMC01.example/redfish/v1/', undefined, 'https://bmc01.example'],
    ['fd00::11', 443, 'https://[fd00::11]'],
  ])('%s with port %s is %s', (address, port, origin) => {
    expect(bmcOrigin(address, port)).toBe(origin);
  });

  it.each(['', 'ftp://10.0.0.11', 'http://root:secret@10.0.0.11', 'two words'])('is not %j', (address) => {
    expect(() => bmcOrigin(address)).toThrow('is no address of a BMC');
    expect(() => bmcOrigin(address)).not.toThrow('secret');
  });
});
