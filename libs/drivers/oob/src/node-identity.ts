import type { NodeIdentity } from '@drydock/contracts';
import { DriverError } from '@drydock/driver';

/** What a BMC or hypervisor says that the node behind it is. */
export interface FoundIdentity {
  readonly serialNumbers: readonly string[];
  readonly uuid: string | null;
  /** Asked for only where neither of the others can be compared. */
  macs(): readonly string[] | Promise<readonly string[]>;
}

/**
 * Refuses a node that contradicts the design, before anything is touched. Serial number and UUID decide; the boot MAC
 * decides only where neither can be compared.
 */
export async function refuseImpostor(expected: NodeIdentity, found: FoundIdentity): Promise<void> {
  const { serialNumber, uuid, bootMac } = expected;
  const { serialNumbers } = found;
  let compared = false;
  if (serialNumber !== undefined && serialNumbers.length > 0) {
    if (!serialNumbers.some((one) => same(one, serialNumber)))
      throw impostor('serial number', serialNumber, serialNumbers);
    compared = true;
  }
  if (uuid !== undefined && found.uuid !== null) {
    if (!same(uuidInOrderOf(found.uuid, uuid), uuid)) throw impostor('UUID', uuid, [found.uuid]);
    compared = true;
  }
  if (bootMac === undefined || compared) return;
  const macs = await found.macs();
  if (macs.length > 0 && !macs.includes(bootMac)) throw impostor('boot MAC', bootMac, macs);
}

const same = (one: string, other: string): boolean => one.trim().toLowerCase() === other.trim().toLowerCase();

/**
 * A found UUID in the byte order that the expected one has, when they are the same one: SMBIOS turns the first three
 * fields round, IPMI all of it, and firmware mixes the two.
 */
export function uuidInOrderOf(found: string, expected: string | undefined): string {
  const lower = found.toLowerCase();
  if (expected === undefined) return lower;
  return [lower, fieldsTurned(lower), bytesTurned(lower)].find((one) => same(one, expected)) ?? lower;
}

const turned = (hex: string): string => hex.match(/../g)?.reverse().join('') ?? hex;

function fieldsTurned(uuid: string): string {
  const [low = '', middle = '', high = '', ...rest] = uuid.split('-');
  return [turned(low), turned(middle), turned(high), ...rest].join('-');
}

const bytesTurned = (uuid: string): string => withDashes(turned(uuid.replaceAll('-', '')));

/** 32 hexadecimal digits as a UUID is written. */
export const withDashes = (hex: string): string =>
  hex.toLowerCase().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

const impostor = (what: string, wanted: string, found: readonly string[]) =>
  new DriverError('rejected', `another node is behind this BMC: its ${what} is ${found.join(' or ')}, not ${wanted}`, {
    evidence: [`${what} in the design: ${wanted}`, `${what} at the BMC: ${found.join(', ')}`],
    advice: 'Correct the address of the BMC, or the identity of the node in the design. Nothing was changed.',
  });
