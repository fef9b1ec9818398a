import { at, booleanOf, linkOf, settingsOf, textOf, type Resource } from '@drydock/redfish';
import type { Bmc } from './bmc.js';
import { macOf } from './mac.js';

/** One entry that a node can boot from, as its BMC lists it. */
export interface BootOption {
  readonly resource: Resource;
  /** Its name in the boot order: `Boot0003`, or whatever the maker likes. */
  readonly reference: string;
  readonly name: string | null;
  readonly enabled: boolean | null;
  /** The interface that it boots from; null when it is not a network's, or does not say which. */
  readonly mac: string | null;
  readonly protocol: 'pxe' | 'http';
  readonly ipVersion: 4 | 6;
  readonly vlan: number | null;
}

export async function readBootOptions({ client, system }: Bmc): Promise<BootOption[]> {
  const own = linkOf(at(system.body, 'Boot', 'BootOptions'));
  const settings = own === null ? await settingsOf(client, system) : null;
  const options = await client.members(own ?? linkOf(at(settings?.body, 'Boot', 'BootOptions')));
  return options.map(bootOptionOf).filter((option) => option !== null);
}

function bootOptionOf(resource: Resource): BootOption | null {
  const { body } = resource;
  const reference = textOf(body.BootOptionReference) ?? textOf(body.Id);
  if (reference === null) return null;
  const path = textOf(body.UefiDevicePath) ?? '';
  const name = textOf(body.DisplayName) ?? textOf(body.Name);
  const alias = textOf(body.Alias) ?? '';
  // On some a name says PXE where path or alias say HTTP: the name counts last.
  const http = /\/Uri\(/i.test(path) || alias === 'UefiHttp' || (alias === '' && /\bhttp/i.test(name ?? ''));
  return {
    resource,
    reference,
    name,
    enabled: booleanOf(body.BootOptionEnabled),
    mac: macInPath(path) ?? macInName(name ?? ''),
    protocol: http ? 'http' : 'pxe',
    ipVersion: /IPv6\(/i.test(path) || (!/IPv4\(/i.test(path) && /v6\b/i.test(name ?? '')) ? 6 : 4,
    vlan: vlanInPath(path),
  };
}

const macInPath = (path: string): string | null => macOf(/MAC\(([0-9a-f]{12})/i.exec(path)?.[1]);

/** Twelve hexadecimal digits mean something only in the name of a network's option. */
const macInName = (name: string): string | null =>
  /pxe|http|ipv[46]|network|\bnic\b|ethernet|\bmac\b/i.test(name)
    ? macOf(/\b[0-9a-f]{12}\b|\b[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}\b/i.exec(name)?.[0])
    : null;

function vlanInPath(path: string): number | null {
  const vlan = /Vlan\((\d+)/i.exec(path)?.[1];
  return vlan === undefined ? null : Number(vlan);
}
