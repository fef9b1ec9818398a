import { compileDesign, type Compiled } from '../compile-design.js';
import { documentsFromJson } from '../documents/json-documents.js';
import type { EffectiveNode } from '../effective.js';
import type { Finding } from '../finding.js';

/** `Kind/name` → the document's data. */
type Documents = Record<string, Record<string, unknown>>;

/** Two nodes on one driven switch: the least that compiles without a finding. */
const smallSite = (): Documents => ({
  'Region/site': {
    bootstrapper: { type: 'builtin', address: 'http://127.0.0.1:9080', credential: { token: 'secret-token' } },
    provisioning_network: 'pxe',
    images: { linux: { url: 'http://images.example.org/linux.img', sha256: 'ab'.repeat(32), kernel: '6.12' } },
  },
  'Rack/r1': {
    tor_switches: { tor1: { type: 'snmp', address: '192.0.2.9', credential: 'secret-community' } },
    labels: { row: 'a' },
  },
  'Network/oob': { cidr: '10.0.1.0/24' },
  'Network/pxe': {
    cidr: '10.0.2.0/24',
    vlan: '10',
    ranges: [{ type: 'dhcp', start: '10.0.2.100', end: '10.0.2.199' }],
  },
  'Network/mgmt': {
    cidr: '10.0.3.0/24',
    vlan: '20',
    routes: [{ subnet: '0.0.0.0/0', gateway: '10.0.3.1', metric: 10 }],
    dns: { domain: 'example.org', servers: '10.0.3.2, 10.0.3.3' },
  },
  'Network/data': { cidr: '10.0.4.0/24', vlan: '21', routes: [{ subnet: '10.9.0.0/16', gateway: '10.0.4.1' }] },
  'NetworkLink/link': {
    bonding: { mode: '802.3ad' },
    trunking: { mode: '802.1q', default_network: 'mgmt' },
    allowed_networks: ['mgmt', 'data'],
  },
  'HardwareProfile/hw': { boot_mode: 'uefi', cpu_sets: { vm: '2-7' }, hugepages: { vm: { size: '1G', count: 300 } } },
  'HostProfile/base': {
    hardware_profile: 'hw',
    primary_network: 'mgmt',
    oob: { type: 'redfish', network: 'oob', account: 'root', credential: 'secret-password' },
    interfaces: { bond0: { device_link: 'link', slaves: ['eno1', 'eno2'], networks: ['mgmt', 'data'] } },
    storage: {
      physical_devices: { sda: { partitions: [{ name: 'root', size: '30g', filesystem: { mountpoint: '/' } }] } },
    },
    platform: { image: 'linux' },
    metadata: { tags: ['base'], owner_data: { site: 'one' } },
  },
  'BaremetalNode/n1': node(1),
  'BaremetalNode/n2': node(2),
  'BootAction/greet': { assets: [] },
});

const node = (number: number): Record<string, unknown> => ({
  host_profile: 'base',
  addressing: [
    { network: 'oob', address: `10.0.1.1${number}` },
    { network: 'mgmt', address: `10.0.3.1${number}` },
    { network: 'data', address: `10.0.4.1${number}` },
  ],
  metadata: { rack: 'r1', boot_mac: `52:54:00:00:0${number}:0A` },
  attachments: {
    eno1: { switch: 'tor1', port: `Ethernet${number}`, lag: { name: `Po${number}`, rate: 'fast' } },
    eno2: { switch: 'tor1', port: `Ethernet1${number}`, lag: { name: `Po${number}`, rate: 'fast' } },
  },
});

/** Where something of the small site is: `BaremetalNode/n1`, then keys of its data. */
export type Spot = readonly [document: string, ...path: string[]];
/** What to put there; undefined takes it away. */
export type Change = readonly [spot: Spot, value: unknown];

/** The small site with changes, as documents in JSON. */
export function siteWith(...changes: readonly Change[]): unknown[] {
  const site = smallSite();
  for (const [[document, ...path], value] of changes) {
    const field = path.at(-1);
    if (field === undefined) {
      if (value === undefined) Reflect.deleteProperty(site, document);
      else site[document] = asObject(structuredClone(value));
      continue;
    }
    const holder = path.slice(0, -1).reduce((object, key) => enter(object, key), enter(site, document));
    if (value === undefined) Reflect.deleteProperty(holder, field);
    else holder[field] = structuredClone(value);
  }
  return Object.entries(site).map(([key, data]) => {
    const [kind = '', name = ''] = key.split('/');
    return { schema: `drydock/${kind}/v1`, metadata: { schema: 'metadata/Document/v1', name }, data };
  });
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const asObject = (value: unknown): Record<string, unknown> => (isObject(value) ? value : {});

function enter(object: Record<string, unknown>, key: string): Record<string, unknown> {
  const inside = object[key];
  if (isObject(inside)) return inside;
  const made: Record<string, unknown> = {};
  object[key] = made;
  return made;
}

export const compileWith = (...changes: readonly Change[]): Compiled =>
  compileDesign(documentsFromJson(siteWith(...changes)).documents);

/** The findings of the small site with changes. */
export const findingsWith = (...changes: readonly Change[]): Finding[] => compileWith(...changes).findings;

/** A node of the small site with changes, which must compile. */
export function nodeWith(name: string, ...changes: readonly Change[]): EffectiveNode {
  const { design, findings } = compileWith(...changes);
  const found = design?.nodes[name];
  if (found === undefined) throw new Error(`${name} did not compile: ${JSON.stringify(findings)}`);
  return found;
}
