/** A value as it came from a switch. Undefined stands for an object that the switch does not have. */
export const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);

export const octetsOf = (value: unknown): Buffer | null => {
  if (Buffer.isBuffer(value)) return value;
  return typeof value === 'string' ? Buffer.from(value) : null;
};

/** Text without what pads it; null when there is none. */
export const textOf = (value: unknown): string | null => {
  const text = octetsOf(value)?.toString('utf8').replaceAll('\0', '').trim();
  return text === undefined || text === '' ? null : text;
};

/** Lower case, with colons. */
export const macOf = (octets: Iterable<number>): string =>
  [...octets].map((octet) => octet.toString(16).padStart(2, '0')).join(':');
