import type { JsonChange } from './json-changes.js';

/** What a sentence may say of networks beside their names. */
export type VlanOf = (network: string) => number | null;

/** Names of fields that say nothing to somebody who reads of an interface or a disk. */
const silent: ReadonlySet<string> = new Set(['networking', 'storage', 'platform', 'production', 'target']);

/** What the elements of a list or map are called. */
const elements: Readonly<Record<string, string>> = {
  devices: 'disk',
  partitions: 'partition',
  volumeGroups: 'volume group',
  logicalVolumes: 'volume',
  attachments: 'cable of',
  addressing: 'address in',
  routes: 'route to',
  bootActions: 'boot action',
  interfaces: 'interface',
  ranges: 'range',
  firmware: 'firmware of',
  drivers: 'driver',
  checks: 'check',
  volumes: 'RAID volume',
  ownerData: 'label',
  labels: 'label',
  biosSettings: 'BIOS setting',
  options: 'option',
  taggedNetworks: 'network',
  allowedNetworks: 'network',
  localNetworks: 'local network',
  members: 'member',
  taggedVlans: 'tagged VLAN',
  keepVlans: 'VLAN to keep',
  tags: 'tag',
  macs: 'MAC address',
  servers: 'DNS server',
  authorizedKeys: 'SSH key',
};

const fields: Readonly<Record<string, string>> = {
  hostname: 'host name',
  hardwareProfile: 'hardware profile',
  bootMac: 'boot MAC',
  bootMode: 'boot mode',
  serialNumber: 'serial number',
  uuid: 'UUID',
  oob: 'BMC',
  systemId: 'system id',
  powerOff: 'power off',
  powerOwner: 'power owner',
  verifyTls: 'check of TLS certificates',
  caCertificate: 'CA certificate',
  kernelParameters: 'kernel parameters',
  primaryNetwork: 'primary network',
  dns: 'DNS',
  untaggedNetwork: 'untagged network',
  defaultNetwork: 'untagged network',
  vlan: 'VLAN',
  untaggedVlan: 'untagged VLAN',
  cidr: 'CIDR',
  mtu: 'MTU',
  url: 'URL',
  sha256: 'checksum',
  volumeGroup: 'volume group',
  fstype: 'type',
  mountpoint: 'mount point',
  mountOptions: 'mount options',
  gpgKey: 'GPG key',
  routeDomain: 'route domain',
  provisioningNetwork: 'provisioning network',
  provisioningVlan: 'VLAN of the provisioning network',
  lag: 'LAG',
};

/** One change in words: `disk sdb: volume group vg_log → vg_data`. */
export function sentenceOf(change: JsonChange, vlanOf: VlanOf): string {
  const names = wordsOf(change.place);
  const what = names.at(-1) ?? '';
  const holder = names.slice(0, -1).join(', ');
  const of = holder === '' ? '' : `${holder}: `;
  if (change.secret) return `${of}${what} is another`;
  if (change.kind === 'reordered') return `${of}${what} in another order: ${shown(change.after)}`;
  const list = listSentence(change, holder, vlanOf);
  if (list !== null) return list;
  if (isObject(change.before ?? change.after)) return wholeSentence(change, `${of}${what}`);
  return `${of}${what} ${shown(change.before)} → ${shown(change.after)}`;
}

/** Names of fields in words, elements with what they are. */
function wordsOf(place: readonly string[]): string[] {
  return place.flatMap((name, index) => {
    const container = place[index - 1] ?? '';
    const element = elementOf(container);
    if (element !== undefined) return [container === 'interfaces' ? name : `${element} ${name}`];
    // Its elements, or it itself, when it is the last, say what it is.
    if ((silent.has(name) || elementOf(name) !== undefined) && index < place.length - 1) return [];
    return [Object.hasOwn(fields, name) ? (fields[name] ?? name) : spaced(name)];
  });
}

const elementOf = (name: string): string | undefined => (Object.hasOwn(elements, name) ? elements[name] : undefined);

/** `bond0 gains network storage (VLAN 101); loses network old`. */
function listSentence({ place, before, after }: JsonChange, holder: string, vlanOf: VlanOf): string | null {
  const field = place.at(-1) ?? '';
  const [was, is] = [before ?? [], after ?? []];
  if (!Array.isArray(was) || !Array.isArray(is)) return null;
  const one = elementOf(field) ?? spaced(field);
  const named = (entry: unknown): string => `${one} ${shown(entry)}${vlanNote(field, entry, vlanOf)}`;
  const [had, has] = [new Set<unknown>(was), new Set<unknown>(is)];
  const gained = is.filter((entry) => !had.has(entry)).map(named);
  const lost = was.filter((entry) => !has.has(entry)).map(named);
  const said = [
    ...(gained.length > 0 ? [`gains ${gained.join(', ')}`] : []),
    ...(lost.length > 0 ? [`loses ${lost.join(', ')}`] : []),
  ];
  if (said.length === 0) said.push(`has ${spaced(field)} in another order: ${shown(is)}`);
  return [holder, said.join('; ')].filter((part) => part !== '').join(' ');
}

function vlanNote(field: string, network: unknown, vlanOf: VlanOf): string {
  if (!/Networks$/.test(field) || typeof network !== 'string') return '';
  const vlan = vlanOf(network);
  return vlan === null ? '' : ` (VLAN ${vlan})`;
}

/** A whole thing came or went. */
function wholeSentence({ before, after }: JsonChange, what: string): string {
  if (!isObject(after)) return `${what} is removed`;
  const value = ['address', 'size', 'gateway', 'type'].map((field) => own(after, field)).find((text) => text);
  const detail = typeof value === 'string' ? ` (${value})` : '';
  return isObject(before) ? `${what} is another` : `${what} is added${detail}`;
}

function shown(value: unknown): string {
  if (value === undefined || value === null || value === '') return 'none';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(shown).join(', ');
  const said = isObject(value) ? (own(value, 'address') ?? value) : value;
  const text = typeof said === 'string' ? said : JSON.stringify(said);
  // A key or a certificate fills the screen; its end is what people tell them apart by.
  return text.length > 120 ? `…${text.slice(-40).replaceAll('\n', ' ')}` : text;
}

/** `peerRate` → `peer rate`. */
const spaced = (name: string): string => name.replace(/[a-z][A-Z]/g, ([a = '', b = '']) => `${a} ${b.toLowerCase()}`);

const own = (object: object, field: string): unknown =>
  Object.hasOwn(object, field) ? Reflect.get(object, field) : undefined;

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
