/** What the bootstrapper answers an agent: `name=value`, one a line. */
export type Fields = ReadonlyMap<string, string>;

export const parseLines = (text: string): Fields =>
  new Map(
    text
      .split('\n')
      .filter((line) => line.includes('='))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const),
  );

export const formatLines = (fields: readonly (readonly [string, string])[]): string =>
  fields.map(([name, value]) => `${name}=${value.replace(/\s+/g, ' ')}\n`).join('');

/** The entries of a list written as `disk.0.name=…`, `disk.0.serial=…`, `disk.1.name=…`. */
export function listOf(fields: Fields, list: string): Fields[] {
  const entries: Map<string, string>[] = [];
  for (const [key, value] of fields) {
    const [name, index, field] = key.split('.');
    if (name !== list || index === undefined || field === undefined) continue;
    const entry = entries[Number(index)] ?? new Map<string, string>();
    entries[Number(index)] = entry.set(field, value);
  }
  return entries.filter((entry) => entry !== undefined);
}
