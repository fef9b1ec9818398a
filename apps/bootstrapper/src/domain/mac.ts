/** A MAC address as it is written everywhere (lower case, colons) from any of the ways firmware writes it; undefined when it is none. */
export function macFrom(text: string): string | undefined {
  const written = text.trim().toLowerCase().replaceAll('-', ':');
  return /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(written) ? written : undefined;
}
