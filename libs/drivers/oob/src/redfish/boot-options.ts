import type { BootDevice } from '@drydock/contracts';
import { at, booleanOf, linksOf, settingsOf, textOf, type Resource } from '@drydock/redfish';
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
  /** The resources that it says it is about, an interface perhaps. */
  readonly about: readonly string[];
  /** What it boots from; null where that cannot be told. */
  readonly device: BootDevice | null;
  readonly protocol: 'pxe' | 'http';
  readonly ipVersion: 4 | 6;
  readonly vlan: number | null;
}

export async function readBootOptions({ client, system }: Bmc): Promise<BootOption[]> {
  const own = at(system.body, 'Boot', 'BootOptions');
  const settings = own === undefined ? await settingsOf(client, system) : null;
  const options = await client.members(own ?? at(settings?.body, 'Boot', 'BootOptions'));
  return options.map(bootOptionOf).filter((option) => option !== null);
}

function bootOptionOf(resource: Resource): BootOption | null {
  const { body } = resource;
  const reference = textOf(body.BootOptionReference) ?? textOf(body.Id);
  if (reference === null) return null;
  const path = textOf(body.UefiDevicePath) ?? '';
  const name = textOf(body.DisplayName) ?? textOf(body.Name);
  const alias = textOf(body.Alias)?.toLowerCase() ?? '';
  // On some a name says PXE where path or alias say HTTP: the name counts last.
  const http = /\/Uri\(/i.test(path) || alias === 'uefihttp' || (alias === '' && /\bhttp/i.test(name ?? ''));
  const mac = macInPath(path) ?? macInName(name ?? '') ?? macInName(textOf(body.Description) ?? '');
  const kind = { path, alias, words: `${name ?? ''} ${reference}`, network: mac !== null };
  return {
    resource,
    reference,
    name,
    enabled: booleanOf(body.BootOptionEnabled),
    mac,
    about: linksOf(body.RelatedItem),
    device: http ? 'http' : deviceOf(kind),
    protocol: http ? 'http' : 'pxe',
    ipVersion: /IPv6\(/i.test(path) || (!/IPv4\(/i.test(path) && /v6\b|\bIPv?6/i.test(name ?? reference)) ? 6 : 4,
    vlan: vlanInPath(path),
  };
}

interface Kind {
  readonly path: string;
  readonly alias: string;
  readonly words: string;
  readonly network: boolean;
}

function deviceOf({ path, alias, words, network }: Kind): BootDevice | null {
  if (alias === 'pxe' || network || /\/IPv[46]\(/i.test(path) || /\bpxe|\bnetwork\b/i.test(words)) return 'pxe';
  if (alias === 'cd' || /\/CDROM\(/i.test(path) || /\b(cd|dvd|cd-?rom)\b/i.test(words)) return 'cdrom';
  if (alias === 'usb' || /\/USB\(/i.test(path) || /\busb\b/i.test(words)) return 'usb';
  const disk = /\b(HD|NVMe|Sata|SAS|Scsi)\(/i.test(path) || /\b(hdd?|hard ?(disk|drive)|disk|nvme|raid)\b/i.test(words);
  return alias === 'hdd' || disk ? 'disk' : null;
}

const digits = String.raw`(?:[0-9a-f]{2}[:-]?){5}[0-9a-f]{2}`;

const macInPath = (path: string): string | null =>
  macOf(new RegExp(String.raw`\bMAC(?:Addr)?\((${digits})`, 'i').exec(path)?.[1]);

/** Twelve hexadecimal digits mean something only in the name of a network's option. */
const macInName = (name: string): string | null =>
  /pxe|http|ipv[46]|network|\bnic\b|ethernet|\bmac\b/i.test(name)
    ? macOf(/\b[0-9a-f]{12}\b|\b[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}\b/i.exec(name)?.[0])
    : null;

function vlanInPath(path: string): number | null {
  const vlan = /Vlan\((\d+)/i.exec(path)?.[1];
  return vlan === undefined ? null : Number(vlan);
}
