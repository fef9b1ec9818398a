/** What a FRU says of its server; texts are cut off where they are long. */
export interface FruFacts {
  readonly manufacturer: string;
  readonly model: string;
  readonly serialNumber: string;
}

export const fruBytes = 512;
const longestText = 32;

/** A FRU with a board and a product (Platform Management FRU Information Storage Definition, 1.0). */
export function fru({ manufacturer, model, serialNumber }: FruFacts): Buffer {
  const board = area([1, 0, 25, 0, 0, 0], [manufacturer, model, `B-${serialNumber}`, 'BP-1', '']);
  const product = area([1, 0, 25], [manufacturer, model, 'SP-1', '1.0', serialNumber, '', '']);
  const head = Buffer.from([1, 0, 0, 1, 1 + board.length / 8, 0, 0]);
  const all = Buffer.concat([head, checksumOf(head), board, product]);
  return Buffer.concat([all, Buffer.alloc(fruBytes - all.length)]);
}

/** Head, texts, end, length in units of eight, checksum. */
function area(head: readonly number[], texts: readonly string[]): Buffer {
  const fields = texts.map((text) => {
    const bytes = Buffer.from(text.slice(0, longestText), 'latin1');
    return Buffer.concat([Buffer.from([0xc0 | bytes.length]), bytes]);
  });
  const body = Buffer.concat([Buffer.from(head), ...fields, Buffer.from([0xc1])]);
  const padded = Buffer.concat([body, Buffer.alloc((8 - ((body.length + 1) % 8)) % 8)]);
  padded[1] = (padded.length + 1) / 8;
  return Buffer.concat([padded, checksumOf(padded)]);
}

const checksumOf = (bytes: Buffer): Buffer => Buffer.from([-bytes.reduce((sum, byte) => sum + byte, 0) & 0xff]);
