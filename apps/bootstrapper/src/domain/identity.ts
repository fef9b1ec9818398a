/** What tells one node from another: as the design has it, or as an agent found it. */
export interface Identity {
  readonly macs: readonly string[];
  readonly serialNumber: string | null;
  readonly systemUuid: string | null;
}

export interface IdentityMatch {
  /** `mac`, `serial number`, `uuid`: what both sides have alike. */
  readonly matchedBy: readonly string[];
  /** What differs, naming both sides. */
  readonly contradictions: readonly string[];
}

/**
 * Compares a designed node with a found one. They are the same when something matches and nothing contradicts; a fact
 * that one side lacks says nothing.
 */
export function matchIdentity(designed: Identity, found: Identity): IdentityMatch {
  const matchedBy: string[] = [];
  const contradictions: string[] = [];
  if (designed.macs.length > 0 && found.macs.length > 0) {
    if (designed.macs.some((mac) => found.macs.includes(mac))) matchedBy.push('mac');
    else contradictions.push(`MAC: designed ${designed.macs.join(', ')}, found ${found.macs.join(', ')}`);
  }
  const serials = [serial(designed.serialNumber), serial(found.serialNumber)];
  if (serials[0] !== null && serials[1] !== null) {
    if (serials[0] === serials[1]) matchedBy.push('serial number');
    else contradictions.push(`serial number: designed ${designed.serialNumber}, found ${found.serialNumber}`);
  }
  if (designed.systemUuid !== null && found.systemUuid !== null) {
    if (sameUuid(designed.systemUuid, found.systemUuid)) matchedBy.push('uuid');
    else contradictions.push(`UUID: designed ${designed.systemUuid}, found ${found.systemUuid}`);
  }
  return { matchedBy, contradictions };
}

export const isSameNode = ({ matchedBy, contradictions }: IdentityMatch): boolean =>
  matchedBy.length > 0 && contradictions.length === 0;

/** What boards report when nobody has written a serial number into them. */
const placeholders = new Set(['', '0', 'NONE', 'N/A', 'DEFAULT STRING', 'SYSTEM SERIAL NUMBER', 'NOT SPECIFIED']);

function serial(value: string | null): string | null {
  const written = (value ?? '').trim().toUpperCase();
  return placeholders.has(written) || written.startsWith('TO BE FILLED') ? null : written;
}

/** SMBIOS before 2.6 and some BMCs write the first three fields with their bytes swapped: the same UUID. */
function sameUuid(left: string, right: string): boolean {
  const [a, b] = [left.toLowerCase(), right.toLowerCase()];
  return a === b || a === byteSwapped(b);
}

function byteSwapped(uuid: string): string {
  const [low = '', mid = '', high = '', ...rest] = uuid.split('-');
  const swap = (field: string) => (field.match(/../g) ?? []).reverse().join('');
  return [swap(low), swap(mid), swap(high), ...rest].join('-');
}
