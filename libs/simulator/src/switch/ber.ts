/** Basic Encoding Rules (X.690), as much of them as SNMP uses: one-octet tags and definite lengths. */

/** An object identifier as its numbers. */
export type Oid = readonly number[];

/** One element as it was read: its tag and the octets of its content. */
export interface Element {
  readonly tag: number;
  readonly content: Buffer;
}

/** Octets that are no BER. */
export class BerError extends Error {
  override readonly name = 'BerError';
}

/** The elements that follow each other in `octets`. */
export function readElements(octets: Buffer): Element[] {
  const elements: Element[] = [];
  let offset = 0;
  while (offset < octets.length) {
    const { length, start } = readLength(octets, offset + 1);
    const end = start + length;
    if (end > octets.length) throw new BerError(`an element of ${length} octets ends beyond the message`);
    elements.push({ tag: octets.readUInt8(offset), content: octets.subarray(start, end) });
    offset = end;
  }
  return elements;
}

function readLength(octets: Buffer, offset: number): { readonly length: number; readonly start: number } {
  const first = octets[offset];
  if (first === undefined) throw new BerError('an element has no length');
  if (first < 0x80) return { length: first, start: offset + 1 };
  const count = first & 0x7f;
  if (count === 0 || count > 4 || offset + count >= octets.length) throw new BerError('a length cannot be read');
  return { length: octets.readUIntBE(offset + 1, count), start: offset + 1 + count };
}

/** A whole number with sign, of up to six octets. */
export function readInteger(content: Buffer): number {
  if (content.length === 0 || content.length > 6) throw new BerError(`an integer of ${content.length} octets`);
  return content.readIntBE(0, content.length);
}

export function readOid(content: Buffer): number[] {
  const numbers: number[] = [];
  let number = 0;
  for (const octet of content) {
    number = number * 128 + (octet & 0x7f);
    if (number > 0xffffffff) throw new BerError('an object identifier with a number above 32 bits');
    if ((octet & 0x80) === 0) {
      numbers.push(number);
      number = 0;
    }
  }
  const [first, ...rest] = numbers;
  if (first === undefined || ((content.at(-1) ?? 0) & 0x80) !== 0)
    throw new BerError('an object identifier is cut off');
  const top = Math.min(Math.floor(first / 40), 2);
  return [top, first - 40 * top, ...rest];
}

export function writeElement(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content), content]);
}

function lengthOf({ length }: Buffer): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const octets = octetsOf(length);
  return Buffer.from([0x80 | octets.length, ...octets]);
}

/** The octets of a whole number from 0 on, most significant first. */
function octetsOf(number: number): number[] {
  const octets = [number % 256];
  for (let left = Math.floor(number / 256); left > 0; left = Math.floor(left / 256)) octets.unshift(left % 256);
  return octets;
}

/** The shortest content for a whole number with sign. */
export function integerContent(number: number): Buffer {
  for (let size = 1; size < 6; size += 1) {
    const half = 2 ** (8 * size - 1);
    if (number >= -half && number < half) return signed(number, size);
  }
  return signed(number, 6);
}

function signed(number: number, size: number): Buffer {
  const content = Buffer.alloc(size);
  content.writeIntBE(number, 0, size);
  return content;
}

export function oidContent([top = 0, second = 0, ...rest]: Oid): Buffer {
  return Buffer.from([40 * top + second, ...rest].flatMap(sevenBits));
}

function sevenBits(number: number): number[] {
  const octets = [number % 128];
  for (let left = Math.floor(number / 128); left > 0; left = Math.floor(left / 128))
    octets.unshift(0x80 | (left % 128));
  return octets;
}
