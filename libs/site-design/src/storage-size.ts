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
