import { canonicalAddress, type ActionRequest } from '@drydock/contracts';

/** Where a BMC listens when nothing else is said. */
const usualPorts: Readonly<Record<string, RegExp>> = { redfish: /:443$/, ipmi: /:623$/ };

/**
 * Names what is acted on once at a time: a BMC, whatever the scheme that it is spoken to by and however its address is
 * written. A libvirt host is none: its many domains do not wait for each other, and each has what is remembered of it to
 * itself.
 */
export function exclusiveKey({ target, node }: ActionRequest): string {
  const { address, type, port, systemId, options } = target;
  const where = canonicalAddress(address, typeof port === 'number' ? port : undefined);
  if (type !== 'libvirt') return bmcOf(where, type);
  const named = typeof options === 'object' && options !== null && 'domain' in options ? options.domain : undefined;
  const domain = [named, systemId, node].find((name) => typeof name === 'string');
  return `${where} ${domain ?? ''}`;
}

/** Host and port. What follows them in a URL is no part of where Redfish is. */
function bmcOf(address: string, type: string): string {
  const place = address.replace(/^https?:\/\//, '');
  const host = type === 'redfish' ? place.replace(/[/?].*$/, '') : place;
  const usual = usualPorts[type];
  return withoutTail(usual === undefined ? host : host.replace(usual, ''));
}

const mappedIpv4 = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]/;

/** A name ends with or without the dot of the root; an IPv4 address may be written as one of IPv6. */
const withoutTail = (host: string): string =>
  host
    .replace(mappedIpv4, (_, high: string, low: string) => [high, low].flatMap(octets).join('.'))
    .replace(/\.(?=:\d+$|$)/, '');

function octets(group: string): number[] {
  const value = Number.parseInt(group, 16);
  return [value >> 8, value & 255];
}
