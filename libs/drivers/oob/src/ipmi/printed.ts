/** `Name : value` lines, as ipmitool prints them; the first of a name counts. */
export function linesOf(text: string | null): ReadonlyMap<string, string> {
  const lines = new Map<string, string>();
  for (const line of text?.split('\n') ?? []) {
    const [, name = '', value = ''] = /^\s*([^:]*?)\s*:\s*(.*?)\s*$/.exec(line) ?? [];
    if (name !== '' && !lines.has(name)) lines.set(name, value);
  }
  return lines;
}

export const manufacturerIdOf = (mcInfo: string): number | null => {
  const id = Number.parseInt(linesOf(mcInfo).get('Manufacturer ID') ?? '', 10);
  return Number.isNaN(id) ? null : id;
};
