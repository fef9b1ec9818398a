import { scalarValue } from './yaml-scalars.js';
import type { Json } from './source-document.js';

/** The text is not in the plain form, or not in it alone. Made once: a stack would cost more than the reading. */
export class NotPlain extends Error {
  override readonly name = 'NotPlain';
}
const notPlain = new NotPlain();

export const refuse = (): never => {
  throw notPlain;
};

/** `key:`, `key: value`, `- value`, or `- key: value`. */
export interface BlockLine {
  /** Spaces before it. */
  readonly indent: number;
  /** Where what is behind the dash begins; null without a dash. */
  readonly inner: number | null;
  readonly key: string | null;
  /** undefined where there is none on the line. */
  readonly value: Json | undefined;
}

const longestKey = 128;
/** What a plain scalar may begin with; YAML allows more. */
const plainStart = /[A-Za-z0-9_/.+~]/;
const dash = 0x2d;
const space = 0x20;

/** Reads one line that begins at `start` (after its indentation) and ends before `end`. Throws `NotPlain`. */
export function blockLine(text: string, indent: number, { start, end }: { start: number; end: number }): BlockLine {
  const isEntry = text.charCodeAt(start) === dash && text.charCodeAt(start + 1) === space;
  const content = isEntry ? skipSpaces(text, start + 2) : start;
  if (content >= end) return refuse();
  const inner = isEntry ? indent + content - start : null;
  const colon = endOfKey(text, content, end);
  if (colon === null) {
    if (!isEntry) return refuse();
    return { indent, inner, key: null, value: valueOf(text, content, end) };
  }
  const key = keyOf(text, content, colon);
  const behind = skipSpaces(text, colon + 1);
  return { indent, inner, key, value: behind >= end ? undefined : valueOf(text, behind, end) };
}

function skipSpaces(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === space) at += 1;
  return at;
}

/** Where the colon behind a key is; null when the line has none. */
function endOfKey(text: string, start: number, end: number): number | null {
  const quote = text[start];
  if (quote === "'" || quote === '"') {
    const closing = text.indexOf(quote, start + 1);
    return text[closing + 1] === ':' && isEndOfToken(text, closing + 2, end) ? closing + 1 : null;
  }
  for (let colon = text.indexOf(':', start); colon !== -1 && colon < end; colon = text.indexOf(':', colon + 1)) {
    if (isEndOfToken(text, colon + 1, end)) return colon;
  }
  return null;
}

const isEndOfToken = (text: string, at: number, end: number): boolean => at >= end || text.charCodeAt(at) === space;

function keyOf(text: string, start: number, colon: number): string {
  if (colon - start > longestKey) return refuse();
  const written = text.slice(start, colon);
  const key = isQuoted(written) ? unquoted(written) : plain(written);
  return key === '__proto__' || written.startsWith('..') ? refuse() : key;
}

function valueOf(text: string, start: number, end: number): Json {
  const written = text.slice(start, end);
  if (isQuoted(written)) return unquoted(written);
  if (written === '{}') return {};
  if (written === '[]') return [];
  return scalarValue(plain(written));
}

const isQuoted = (written: string): boolean => written.startsWith("'") || written.startsWith('"');

/** Of what has neither an escape nor a quote inside. */
function unquoted(written: string): string {
  const inside = written.slice(1, -1);
  const quote = written.charAt(0);
  const isWhole = written.length > 1 && written.endsWith(quote) && !inside.includes(quote);
  return isWhole && !(quote === '"' && inside.includes('\\')) ? inside : refuse();
}

/** A plain scalar that is one whatever surrounds it: no `: `, no comment, no space at its end. */
function plain(written: string): string {
  const isNegative = written.charCodeAt(0) === dash && plainStart.test(written.charAt(1));
  const isPlain = plainStart.test(written.charAt(0)) || isNegative;
  if (!isPlain || written.endsWith(' ') || written.endsWith(':')) return refuse();
  return written.includes(': ') || written.includes(' #') ? refuse() : written;
}
