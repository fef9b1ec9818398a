import { describe, expect, it } from 'vitest';
import { BerError, integerContent, oidContent, readElements, readInteger, readOid, writeElement } from './ber.js';
import { readRequest, writeAnswer } from './snmp-message.js';

const octets = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');

describe('BER', () => {
  it.each([
    [0, '00'],
    [127, '7f'],
    [128, '0080'],
    [-1, 'ff'],
    [-129, 'ff7f'],
    [2147483647, '7fffffff'],
    [4294967295, '00ffffffff'],
  ])('writes %i as %s and reads it again', (number, hex) => {
    expect(integerContent(number)).toEqual(octets(hex));
    expect(readInteger(octets(hex))).toBe(number);
  });

  it.each([
    [[1, 3, 6, 1, 2, 1, 1, 1, 0], '2b 06 01 02 01 01 01 00'],
    [[1, 0, 8802, 1, 1, 2], '28 c4 62 01 01 02'],
    [[2, 999, 3], '88 37 03'],
    [[1, 3, 4294967295], '2b 8f ff ff ff 7f'],
  ])('writes the object identifier %j as %s and reads it again', (oid, hex) => {
    expect(oidContent(oid)).toEqual(octets(hex));
    expect(readOid(octets(hex))).toEqual(oid);
  });

  it('writes lengths in as few octets as they need, and reads them again', () => {
    for (const [length, header] of [
      [127, '047f'],
      [128, '048180'],
      [256, '04820100'],
    ] as const) {
      const written = writeElement(0x04, Buffer.alloc(length));
      expect(written.subarray(0, header.length / 2)).toEqual(octets(header));
      expect(readElements(written)).toEqual([{ tag: 0x04, content: Buffer.alloc(length) }]);
    }
  });

  it.each(['04', '0405aa', '0480', '0485 0000000001 aa', '0482 01'])('does not read %s, which is cut off', (hex) => {
    expect(() => readElements(octets(hex))).toThrow(BerError);
  });

  it('does not read an object identifier that is cut off, or has too large a number', () => {
    expect(() => readOid(octets('2b86'))).toThrow(BerError);
    expect(() => readOid(octets(''))).toThrow(BerError);
    expect(() => readOid(octets('2b ff ff ff ff ff 7f'))).toThrow(BerError);
  });
});

/** As snmpget sends it: GET sysName.0 with the community public. */
const get = octets(
  '30 26 02 01 01 04 06 7075626c6963 a0 19 02 01 2a 02 01 00 02 01 00 30 0e 30 0c 06 08 2b06010201010500 05 00',
);

describe('a message of SNMP v2c', () => {
  it('is read as it was sent', () => {
    expect(readRequest(get)).toEqual({
      community: 'public',
      kind: 'get',
      requestId: 42,
      nonRepeaters: 0,
      maxRepetitions: 0,
      varbinds: [{ oid: [1, 3, 6, 1, 2, 1, 1, 5, 0], value: { type: 'null' } }],
    });
  });

  it('is answered with its own community, request id and object', () => {
    const request = readRequest(get);
    if (!request) throw new Error('no request');
    const value = { type: 'octets', value: Buffer.from('tor') } as const;
    const [varbind] = request.varbinds;
    const answer = writeAnswer(request, {
      error: 'noError',
      errorIndex: 0,
      varbinds: [{ oid: varbind?.oid ?? [], value }],
    });
    expect(answer).toEqual(
      octets(
        '30 29 02 01 01 04 06 7075626c6963 a2 1c 02 01 2a 02 01 00 02 01 00 30 11 30 0f 06 08 2b06010201010500 04 03 746f72',
      ),
    );
  });

  it('is not for this agent when it is of version 1 or 3, or an answer itself', () => {
    for (const version of [0, 3]) {
      const other = Buffer.from(get);
      other.writeUInt8(version, 4);
      expect(readRequest(other)).toBeUndefined();
    }
    const answer = Buffer.from(get);
    answer.writeUInt8(0xa2, get.indexOf(0xa0));
    expect(readRequest(answer)).toBeUndefined();
  });

  it('is never read beyond its end, wherever it is cut', () => {
    for (let length = 0; length < get.length; length += 1) {
      expect(() => readRequest(get.subarray(0, length))).toThrow(BerError);
    }
  });
});
