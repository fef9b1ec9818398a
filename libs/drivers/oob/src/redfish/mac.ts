import { textOf } from '@drydock/redfish';

const allZero = '00:00:00:00:00:00';
const allOnes = 'ff:ff:ff:ff:ff:ff';

/** A MAC address in lower case with colons, whatever the BMC puts between the digits; null when it is none. */
export function macOf(value: unknown): string | null {
  const digits = textOf(value)?.toLowerCase().replace(/[:.-]/g, '') ?? '';
  if (!/^[0-9a-f]{12}$/.test(digits)) return null;
  const mac = digits.match(/../g)?.join(':') ?? '';
  return mac === allZero || mac === allOnes ? null : mac;
}

/**
 * A MAC address of the node itself. Locally administered ones belong to the link between the node and its BMC, except
 * for the block that virtual machines have.
 */
export function hostMac(value: unknown): string | null {
  const mac = macOf(value);
  if (mac === null) return null;
  const [first] = Buffer.from(mac.slice(0, 2), 'hex');
  const isGroup = ((first ?? 0) & 1) !== 0;
  const isLocal = ((first ?? 0) & 2) !== 0 && !mac.startsWith('52:54:00:');
  return isGroup || isLocal ? null : mac;
}
