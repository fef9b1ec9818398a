/** How a switch writes a PortList: as RFC 4363 says, or as text, a list of bridge ports with commas (Junos ELS). */
export type PortListEncoding = 'bitmap' | 'text';

/**
 * The bridge ports in a PortList. In a bitmap the highest bit of the first octet is bridge port 1. Ports that are
 * not in `known`, such as set bits that only pad the list, are left out; no octets are no ports.
 */
export function portsOfList(
  octets: Buffer,
  encoding: PortListEncoding,
  known: ReadonlySet<number>,
): ReadonlySet<number> {
  const listed = encoding === 'text' ? portsOfText(octets) : portsOfBitmap(octets);
  return new Set(listed.filter((port) => known.has(port)));
}

const portsOfText = (octets: Buffer): number[] =>
  octets
    .toString('latin1')
    .split(',')
    .map((port) => Number.parseInt(port, 10))
    .filter(Number.isInteger);

const portsOfBitmap = (octets: Buffer): number[] =>
  [...octets].flatMap((octet, at) =>
    [0, 1, 2, 3, 4, 5, 6, 7].filter((bit) => (octet & (0x80 >> bit)) !== 0).map((bit) => 8 * at + bit + 1),
  );

/** The bitmap with one port put in or taken out, and every other bit as it was. It grows when it is too short. */
export function bitmapWith(octets: Buffer, port: number, membership: 'in' | 'out'): Buffer {
  const at = (port - 1) >> 3;
  const changed = Buffer.alloc(Math.max(octets.length, membership === 'in' ? at + 1 : 0));
  octets.copy(changed);
  if (at >= changed.length) return changed;
  const bit = 0x80 >> ((port - 1) & 7);
  const octet = changed.readUInt8(at);
  changed.writeUInt8(membership === 'in' ? octet | bit : octet & ~bit, at);
  return changed;
}
