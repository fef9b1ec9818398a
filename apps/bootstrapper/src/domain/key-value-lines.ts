/** The body of an agent's request or answer: one `name=value` a line, readable with `sed -n 's/^name=//p'`. */
export type Fields = ReadonlyMap<string, string>;

/** Writes fields, in order. A value keeps its first line only by losing its control characters: it cannot forge a field. */
export const formatLines = (fields: readonly (readonly [string, string | number])[]): string =>
  fields.map(([name, value]) => `${name}=${oneLine(String(value))}\n`).join('');

// eslint-disable-next-line no-control-regex -- these are exactly the characters that must not pass
const oneLine = (text: string): string => text.replace(/[\u0000-\u001f\u007f]+/g, ' ');

/** Reads fields; undefined when a line is not `name=value`. */
export function parseLines(body: string): Fields | undefined {
  const fields = new Map<string, string>();
  for (const line of body.split(/\r?\n/)) {
    if (line === '') continue;
    const cut = line.indexOf('=');
    if (cut < 1) return undefined;
    fields.set(line.slice(0, cut), oneLine(line.slice(cut + 1)));
  }
  return fields;
}

/** The entries of a list that is written as `item.0.kind=…`, `item.0.name=…`, `item.1.kind=…`. */
export function listOf(fields: Fields, name: string): Fields[] {
  const entries = new Map<number, Map<string, string>>();
  for (const [key, value] of fields) {
    const found = /^([a-z_]+)\.(\d{1,4})\.([a-z_]+)$/.exec(key);
    const [, list, index = '', field = ''] = found ?? [];
    if (list !== name) continue;
    const entry = entries.get(Number(index)) ?? new Map<string, string>();
    entry.set(field, value);
    entries.set(Number(index), entry);
  }
  return [...entries].sort(([a], [b]) => a - b).map(([, entry]) => entry);
}
