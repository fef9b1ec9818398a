import type { BusAddress } from '@drydock/contracts';
import { RE2JS } from 're2js';
import { devicesOfLshw, UnreadableDetails, type FoundDevice } from './lshw.js';

const patternPrefix = 'regexp:';

/**
 * Alias → kernel name, for the aliases that lshw found a device for; the first device that fits counts. Throws
 * `UnreadableDetails` for XML or a pattern that cannot be read.
 */
export function resolveAliases(
  lshwXml: string,
  deviceAliases: Readonly<Record<string, BusAddress>>,
): ReadonlyMap<string, string> {
  const devices = devicesOfLshw(lshwXml);
  const resolved = new Map<string, string>();
  for (const [alias, address] of Object.entries(deviceAliases)) {
    const device = devices.find(fits(alias, address));
    if (device) resolved.set(alias, device.name);
  }
  return resolved;
}

/**
 * An address is a device's own, or `regexp:` and a pattern for the beginning of an interface's PCI address. Patterns
 * are RE2's: no design can make one that takes for ever.
 */
function fits(alias: string, { busType, address }: BusAddress): (device: FoundDevice) => boolean {
  if (!address.startsWith(patternPrefix)) return ({ businfo }) => businfo === `${busType}@${address}`;
  const pattern = compiled(alias, address.slice(patternPrefix.length));
  return ({ businfo, isInterface }) => isInterface && pattern.matcher(businfo.replace(/^pci@/, '')).lookingAt();
}

function compiled(alias: string, pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (cause) {
    throw new UnreadableDetails(`the address of ${alias} is a pattern that cannot be read: ${pattern}`, { cause });
  }
}
