const dot = 46;
const zero = 48;
const nine = 57;

/** An IPv4 address as a number, so that addresses can be compared; null for anything else. Of octets with up to three digits. */
export function parseAddress(text: string): number | null {
  let value = 0;
  let octet = 0;
  let digits = 0;
  let octets = 1;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === dot && digits > 0) {
      value = value * 256 + octet;
      octet = 0;
      digits = 0;
      octets += 1;
    } else if (code >= zero && code <= nine && digits < 3) {
      octet = octet * 10 + code - zero;
      digits += 1;
      if (octet > 255) return null;
    } else return null;
  }
  return octets === 4 && digits > 0 ? value * 256 + octet : null;
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
