import { isOverSsh, isSealed, type OobTarget } from '@drydock/contracts';
import type { JsonObject } from '../documents/source-document.js';
import type { OobData } from '../schemas/host-profile.js';

/** The URI as it is meant: a host means libvirt of its system, over SSH. Null where it cannot be read. */
export function libvirtUriOf({ libvirt_uri: written = '' }: OobData): URL | null {
  const uri = /^[a-z0-9.:[\]-]+$/i.test(written) && !written.includes('://') ? `qemu+ssh://${written}/system` : written;
  return URL.canParse(uri) && uri.includes('://') ? new URL(uri) : null;
}

/** A domain of a hypervisor. Nobody logs in to libvirt on the driver's own host. */
export function libvirtTarget(oob: OobData, nodeName: string): Pick<OobTarget, 'address' | 'systemId' | 'credential'> {
  const uri = libvirtUriOf(oob);
  const systemId = oob.system_id ?? nodeName;
  if (uri === null || !isOverSsh(uri)) return { address: uri?.href ?? oob.libvirt_uri ?? '', systemId };
  // Without a key the one that SSH has itself is that of the account.
  if (oob.credential === undefined && uri.username === '') uri.username = oob.account ?? '';
  const credential = sshCredential(oob, decodeURIComponent(uri.username));
  return { address: uri.href, systemId, ...(credential === undefined ? {} : { credential }) };
}

/** A text is a private key; of the account, or else of the user in the URI. */
function sshCredential({ account, credential }: OobData, inUri: string): JsonObject | undefined {
  const username = account ?? (inUri === '' ? undefined : inUri);
  const user: JsonObject = username === undefined ? {} : { username };
  if (typeof credential === 'string') return { ...user, privateKey: credential };
  return credential === undefined || isSealed(credential) ? credential : { ...user, ...credential };
}
