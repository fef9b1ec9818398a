import type { Json } from './source-document.js';

const words: ReadonlyMap<string, null | boolean> = new Map<string, null | boolean>([
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['true', 'True', 'TRUE'].map((word) => [word, true] as const),
  ...['false', 'False', 'FALSE'].map((word) => [word, false] as const),
]);
const longestWord = 5;

const integer = /^[-+]?(?:0|[1-9][0-9]*|0x[0-9a-fA-F]+)$/;
const decimal = /^(?:[-+]?[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+][0-9]+)?$/;

/**
 * What a plain scalar says. YAML 1.1, which Drydock read, and YAML 1.2 disagree about many: 0755, 52:54:00:01:01:00, 1e3,
 * yes, 2026-01-01. Whatever they disagree about is text, and so is a number that would lose digits.
 */
export function scalarValue(text: string): Json {
  if (text.length <= longestWord) {
    const word = words.get(text);
    if (word !== undefined) return word;
  }
  return startsLikeNumber(text) ? numberOr(text) : text;
}

/** Digits, signs and the point; nothing else begins a number. */
function startsLikeNumber(text: string): boolean {
  const first = text.charCodeAt(0);
  return (first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46;
}

function numberOr(text: string): Json {
  if (integer.test(text)) {
    const digits = text.replace(/^[-+]/, '');
    const value = Number(digits);
    if (!Number.isSafeInteger(value)) return text;
    return text.startsWith('-') && value !== 0 ? -value : value;
  }
  if (!decimal.test(text)) return text;
  const value = Number(text);
  return Number.isFinite(value) ? value + 0 : text;
}
