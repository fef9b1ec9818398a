import { hash } from 'node:crypto';

/** Text that JSON writes as it is. */
const plain = /^[ !#-[\]-~]*$/;
/** More keys than that are sorted by the engine, whose way is slow to start. */
const fewKeys = 16;

/** JSON with sorted keys and no spaces, so that equal values are equal texts. What JSON cannot say is left out. */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  // The engine writes in one go what is in order already.
  if (typeof value !== 'object' || isInOrder(value)) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return canonicalList(value);
  return isRecord(value) ? canonicalObject(value) : 'null';
}

const isRecord = (value: object | null): value is Readonly<Record<string, unknown>> => value !== null;

/** Whether the keys of a value, and of all in it, are in the order of canonical JSON. */
function isInOrder(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) {
    for (const entry of value) if (!isInOrder(entry)) return false;
    return true;
  }
  if (!isRecord(value)) return false;
  let last = '';
  for (const key in value) {
    if (key < last || !isInOrder(value[key])) return false;
    last = key;
  }
  return true;
}

/** SHA-256 in hexadecimal. */
export const digestOf = (value: unknown): string => hash('sha256', canonicalJson(value), 'hex');

/** The digest of a list whose entries are canonical JSON already: what many lists have in them is written once. */
export const digestOfTexts = (entries: readonly string[]): string => hash('sha256', `[${entries.join(',')}]`, 'hex');

const quoted = (text: string): string => (plain.test(text) ? `"${text}"` : JSON.stringify(text));

function canonicalList(list: readonly unknown[]): string {
  let text = '';
  for (const entry of list) text += `${text === '' ? '' : ','}${canonicalJson(entry ?? null)}`;
  return `[${text}]`;
}

function canonicalObject(fields: Readonly<Record<string, unknown>>): string {
  let text = '';
  for (const key of sorted(Object.keys(fields))) {
    const field = fields[key];
    if (field !== undefined) text += `${text === '' ? '' : ','}${quoted(key)}:${canonicalJson(field)}`;
  }
  return `{${text}}`;
}

/** By UTF-16 code units, in place. */
function sorted(keys: string[]): string[] {
  if (keys.length > fewKeys) return keys.sort();
  for (let index = 1; index < keys.length; index += 1) {
    const key = keys[index] ?? '';
    let place = index;
    for (; place > 0 && (keys[place - 1] ?? '') > key; place -= 1) keys[place] = keys[place - 1] ?? '';
    keys[place] = key;
  }
  return keys;
}
