import { canonicalAddress, type ActionRequest } from '@drydock/contracts';

/**
 * Names what is acted on once at a time: a BMC, whatever the scheme that it is spoken to by. A libvirt host is none: its
 * many domains do not wait for each other, and each has what is remembered of it to itself.
 */
export function exclusiveKey({ target, node }: ActionRequest): string {
  const { type, systemId, options } = target;
  const where = placeOf(target);
  if (type !== 'libvirt') return where;
  const named = typeof options === 'object' && options !== null && 'domain' in options ? options.domain : undefined;
  const domain = [named, systemId, node].find((name) => typeof name === 'string');
  return `${where} ${domain ?? ''}`;
}

/** The same for what is asked outside of actions. At a libvirt host nobody is in the way of anybody. */
export const visitKey = (target: ActionRequest['target']): string | null =>
  target.type === 'libvirt' ? null : placeOf(target);

const usualIpmiPort = 623;

function placeOf({ address, port: given, type }: ActionRequest['target']): string {
  const port = typeof given === 'number' ? given : undefined;
  if (type === 'ipmi') return canonicalAddress(address, port === usualIpmiPort ? undefined : port);
  if (type !== 'redfish') return canonicalAddress(address, port).replace(/^https?:\/\//, '');
  // A host alone means https, and of a URL nothing counts but scheme, host and port.
  const url = address.includes('://') ? address : `https://${canonicalAddress(address)}`;
  return URL.canParse(url)
    ? new URL(canonicalAddress(new URL(url).origin, port)).host
    : canonicalAddress(address, port);
}
