import { canonicalAddress, type ActionRequest } from '@drydock/contracts';

/**
 * Names what is acted on once at a time: a BMC, whatever the scheme that it is spoken to by. A libvirt host is none: its
 * many domains do not wait for each other, and each has what is remembered of it to itself.
 */
export function exclusiveKey({ target, node }: ActionRequest): string {
  const { address, type, port, systemId, options } = target;
  const where = canonicalAddress(address, typeof port === 'number' ? port : undefined).replace(/^https?:\/\//, '');
  if (type !== 'libvirt') return where;
  const named = typeof options === 'object' && options !== null && 'domain' in options ? options.domain : undefined;
  const domain = [named, systemId, node].find((name) => typeof name === 'string');
  return `${where} ${domain ?? ''}`;
}
