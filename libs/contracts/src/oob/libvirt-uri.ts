/** A driver of libvirt, alone or by a transport that starts no program which the URI names. */
const schemes = /^[a-z]+(\+(ssh|unix))?:$/;

/** Whether a libvirt URI leads to another host, over SSH. */
export const isOverSsh = ({ protocol }: URL): boolean => protocol.endsWith('+ssh:');

/** Why a URI is none that the libvirt driver takes: it goes to libvirt on its own host, or on another one over SSH. Null where it does. */
export function whyNoLibvirtUri(uri: URL): string | null {
  const { protocol, hostname, searchParams } = uri;
  if (!schemes.test(protocol)) return `libvirt is spoken to locally or over SSH, not as ${protocol}//`;
  if (isOverSsh(uri) && hostname === '') return 'a libvirt URI over SSH names a host';
  // Without a transport a host means TLS to libvirt.
  if (!isOverSsh(uri) && hostname !== '') return `a libvirt URI of another host is over SSH, not ${protocol}//`;
  // `command` and `netcat` name programs, `no_verify` and `keyfile` go around the credential.
  const foreign = [...searchParams.keys()].filter((name) => name !== 'socket');
  return foreign.length === 0 ? null : `${foreign.join(' and ')} cannot be set in a libvirt URI here`;
}
