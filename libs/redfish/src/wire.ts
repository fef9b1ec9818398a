/**
 * Reading what came over the wire. Nothing of it is believed: every function takes `unknown` and answers null (or an
 * empty list) where the value is not what it should be.
 */

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value below a chain of keys; undefined where the chain breaks. */
export const at = (value: unknown, ...keys: readonly string[]): unknown =>
  keys.reduce<unknown>((within, key) => (isObject(within) ? within[key] : undefined), value);

/** A text without control characters and surrounding blanks; null when nothing is left. */
export function textOf(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  // eslint-disable-next-line no-control-regex -- these are exactly the characters that must not pass
  const text = value.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').trim();
  return text === '' ? null : text;
}

const placeholders: readonly RegExp[] = [
  /^to be filled by o\.?e\.?m\.?$/i,
  /^default string$/i,
  /^(not specified|not available|not applicable|not present|none|null|unknown|n\/a|na|undefined|empty|invalid)$/i,
  /^(system|chassis|base ?board) (serial number|product name|manufacturer|version)$/i,
  // What AMI and others ship as UUID.
  /^03000200-0400-0500-0006-000700080009$/,
  /^[f-]+$/i,
  /^0?1234567890?(1234567890?)*(123456789)?(ab)?$/i,
  /^[.\-_x0 ]+$/i,
];

/** A text that says something: null for what makers leave in fields that they did not fill in. */
export function factOf(value: unknown): string | null {
  const text = textOf(value);
  return text === null || placeholders.some((placeholder) => placeholder.test(text)) ? null : text;
}

/** A number, also where a BMC writes it as text. */
export function numberOf(value: unknown): number | null {
  if (typeof value === 'string' && /^\s*-?\d+(\.\d+)?\s*$/.test(value)) return Number(value);
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

export const booleanOf = (value: unknown): boolean | null => (typeof value === 'boolean' ? value : null);

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const objectsOf = (value: unknown): JsonObject[] => listOf(value).filter(isObject);

export const textsOf = (value: unknown): string[] =>
  listOf(value)
    .map(textOf)
    .filter((text) => text !== null);

/** The path that a reference (`{ "@odata.id": … }`, in old firmware `{ "href": … }`) leads to; null when it is none. */
export const linkOf = (value: unknown): string | null => pathOf(at(value, '@odata.id') ?? at(value, 'href'));

/** A path in the one spelling of paths that lead to the same resource: without a slash at its end, in small letters. */
export const plainPath = (path: string): string => path.replace(/\/+$/, '').toLowerCase();

/** The paths of a list of references; a single one may stand without its list. */
export const linksOf = (value: unknown): string[] =>
  (isObject(value) ? [value] : listOf(value)).map(linkOf).filter((path) => path !== null);

/**
 * Path and query of a link or `Location`, fit to be asked for. The host in it is dropped: no answer ever sends a
 * credential elsewhere. A fragment stays, since it points into the resource.
 */
export function pathOf(value: unknown): string | null {
  const text = textOf(value);
  if (text === null) return null;
  if (text.startsWith('/') && !text.startsWith('//')) return withoutIllegalCharacters(text);
  if (!URL.canParse(text)) return null;
  const { pathname, search, hash } = new URL(text);
  return `${pathname}${search}${hash}`;
}

/** Some BMCs have blanks, braces and the like in their ids. */
const withoutIllegalCharacters = (path: string): string =>
  path.replace(/[^\w\-.~:/?#[\]@!$&'()*+,;=%]/gu, (character) => encodeURIComponent(character));
