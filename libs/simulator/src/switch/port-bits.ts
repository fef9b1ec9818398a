/** PortList of Q-BRIDGE-MIB: the first port is the highest bit of the first octet. `ports` are all ports of the switch, in order. */
export function portBits(ports: readonly string[], members: readonly string[]): Buffer {
  const bits = Buffer.alloc(Math.ceil(ports.length / 8));
  for (const [index, port] of ports.entries()) {
    if (members.includes(port)) bits.writeUInt8(bits.readUInt8(index >> 3) | (0x80 >> (index & 7)), index >> 3);
  }
  return bits;
}

/** The ports whose bits are set; undefined when a bit stands for no port of the switch. */
export function portsOfBits(ports: readonly string[], bits: Buffer): string[] | undefined {
  const set = [...bits].flatMap((octet, at) =>
    [0, 1, 2, 3, 4, 5, 6, 7].filter((bit) => (octet & (0x80 >> bit)) !== 0).map((bit) => 8 * at + bit),
  );
  const members = set.flatMap((index) => ports[index] ?? []);
  return members.length === set.length ? members : undefined;
}
