/** A size of a partition or volume: bytes, or a share of the whole. */
export interface StorageSize {
  /** That much at least, and all that is left. */
  readonly grows: boolean;
  readonly amount: { readonly unit: 'bytes' | 'percent'; readonly value: number };
}

const grammar = /^(>?)(\d{1,15})(%|[mgt](?:b|ib|i)?|[MGT](?:B|iB|i)?)$/;
const exponents: Readonly<Record<string, number>> = { m: 2, g: 3, t: 4 };

/** `[>]<integer><unit>`: m, g, t (also mb, M, MB) are powers of ten; mi, gi, ti (also MiB) of two; `%` of the whole. null for anything else. */
export function parseSize(text: string): StorageSize | null {
  const match = grammar.exec(text);
  if (match === null) return null;
  const [, sign, digits, unit = ''] = match;
  const grows = sign === '>';
  if (unit === '%') return { grows, amount: { unit: 'percent', value: Number(digits) } };
  const base = unit.toLowerCase().includes('i') ? 1024 : 1000;
  const exponent = exponents[unit.charAt(0).toLowerCase()] ?? 0;
  return { grows, amount: { unit: 'bytes', value: Number(digits) * base ** exponent } };
}

/** More is asked for than there is, or in words that are no size. */
export class NoSuchSize extends Error {
  override readonly name = 'NoSuchSize';
}

/** What a partition table or a volume group keeps for itself, where a size takes all that is left. */
const reservedBytes = 4 * 1024 ** 2;

/** How many bytes a size is on a disk or volume group of `total` bytes that has `available` left. Throws `NoSuchSize`. */
export function sizeIn(total: number, available: number, text: string): number {
  const size = parseSize(text);
  if (size === null) throw new NoSuchSize(`${text} is no size`);
  const { unit, value } = size.amount;
  const least = unit === 'percent' ? Math.floor((total * value) / 100) : value;
  const bytes = size.grows ? available - reservedBytes : least;
  if (least > Math.min(available, bytes)) {
    throw new NoSuchSize(`${text} is ${least} bytes, and ${Math.max(0, available)} of ${total} are left`);
  }
  return bytes;
}
