/** An IPv4 address as a number, so that addresses can be compared; null for anything else. */
export function parseAddress(text: string): number | null {
  const octets = text.split('.');
  if (octets.length !== 4) return null;
  let value = 0;
  for (const octet of octets) {
    if (!/^\d{1,3}$/.test(octet) || Number(octet) > 255) return null;
    value = value * 256 + Number(octet);
  }
  return value;
}

export interface Subnet {
  /** The lowest address. */
  readonly base: number;
  readonly prefix: number;
  /** How many addresses it has. */
  readonly size: number;
}

/** `10.0.20.11/24` → the subnet that it is in, and whether it says so exactly. null when it is no CIDR. */
export function parseCidr(text: string): { subnet: Subnet; hasHostBits: boolean } | null {
  const [address = '', length = '', ...more] = text.split('/');
  const value = parseAddress(address);
  if (value === null || !/^\d{1,2}$/.test(length) || Number(length) > 32 || more.length > 0) return null;
  const prefix = Number(length);
  const size = 2 ** (32 - prefix);
  const base = value - (value % size);
  return { subnet: { base, prefix, size }, hasHostBits: base !== value };
}

export const contains = ({ base, size }: Subnet, address: number): boolean => address >= base && address < base + size;

export const formatAddress = (value: number): string =>
  [2 ** 24, 2 ** 16, 2 ** 8, 1].map((unit) => Math.floor(value / unit) % 256).join('.');
