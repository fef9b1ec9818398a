import type { SourceDocument } from './documents/source-document.js';
import { followed, type Place } from './rules/rule.js';
import type { BaremetalNodeData } from './schemas/baremetal-node.js';
import type { HostProfileData, OobData, PlatformData } from './schemas/host-profile.js';
import type { DataOf, Kind } from './schemas/kinds.js';
import type { NetworkLinkData } from './schemas/network-link.js';
import type { StorageData } from './schemas/storage.js';

/** A document whose shape was checked. */
export interface Authored<T> {
  readonly name: string;
  readonly document: SourceDocument;
  readonly data: T;
}

/** Documents of a kind by name; of those with the same name, the first. */
export type Table<K extends Kind> = ReadonlyMap<string, Authored<DataOf<K>>>;

/** A node with all that it inherits. */
export interface DesignedNode {
  readonly name: string;
  readonly document: SourceDocument;
  /** What its own document says. */
  readonly authored: BaremetalNodeData;
  /** Inherited and merged. */
  readonly data: BaremetalNodeData;
  /** The host profiles that it inherits from, nearest first. */
  readonly profiles: readonly Authored<HostProfileData>[];
}

interface Distinct<T> {
  readonly node: DesignedNode;
  readonly value: T;
}

export interface DistinctValues {
  readonly interfaces: readonly Distinct<NonNullable<HostProfileData['interfaces']>>[];
  readonly oob: readonly Distinct<OobData>[];
  readonly kernelParameters: readonly Distinct<NonNullable<PlatformData['kernel_params']>>[];
  readonly storage: readonly Distinct<StorageData>[];
}

/** The authored documents as rules look at them: by kind and name, nodes with what they inherit. */
export interface SiteModel {
  /** The one in force: the last. */
  readonly region: Authored<DataOf<'Region'>> | null;
  readonly racks: Table<'Rack'>;
  readonly networks: Table<'Network'>;
  readonly links: Table<'NetworkLink'>;
  readonly hardwareProfiles: Table<'HardwareProfile'>;
  readonly hostProfiles: Table<'HostProfile'>;
  readonly bootActions: Table<'BootAction'>;
  /** Without those whose inheritance is broken. */
  readonly nodes: ReadonlyMap<string, DesignedNode>;
  /** What these share, for rules that need not look at each. */
  readonly distinct: DistinctValues;
  /** Every document of Drydock's, whatever is wrong with it, by kind. */
  readonly documents: ReadonlyMap<Kind, readonly SourceDocument[]>;
  /** Whether there is such a document, even one that is not in the tables because its shape is wrong. */
  readonly isWritten: (kind: Kind, name: string) => boolean;
}

/** A place in a document's `data`. */
export const placeIn = (authored: { readonly document: SourceDocument }, ...path: readonly string[]): Place => ({
  document: authored.document,
  path: ['data', ...path],
});

/** Where a node's value was written: in the node's own document, or else in the nearest host profile that has it. */
export function placeOf(node: DesignedNode, ...path: readonly string[]): Place {
  const places = [node, ...node.profiles].map((authored) => placeIn(authored, ...path));
  const depths = places.map((place) => followed(place.document.content, place.path).depth);
  const deepest = Math.max(...depths);
  return places[depths.indexOf(deepest)] ?? placeIn(node, ...path);
}

export function entriesOf<T>(record: Readonly<Record<string, T | null>> | undefined): [string, T][] {
  const entries: [string, T][] = [];
  for (const [name, value] of Object.entries(record ?? {})) if (value !== null) entries.push([name, value]);
  return entries;
}

/** Links and interfaces with the label `noconfig`, whatever its value, are left alone. */
export const isLeftAlone = (labelled: { readonly labels?: Readonly<Record<string, unknown>> } | undefined): boolean =>
  labelled?.labels !== undefined && Object.hasOwn(labelled.labels, 'noconfig');

/** The network without a tag on a link. */
export const untaggedNetworkOf = (link: NetworkLinkData): string | null => link.trunking?.default_network ?? null;

/** Of a network; null when it has none, which 0 says too: that is no VLAN id on the wire, and in MAAS what has no tag. */
export const vlanOf = (network: { readonly vlan?: string | number } | undefined): number | null =>
  Number(network?.vlan ?? 0) || null;

/** Every switch that the design names, with the rack that has it. */
export function* switchesOf(model: Pick<SiteModel, 'racks'>) {
  for (const rack of model.racks.values()) {
    for (const [name, data] of Object.entries(rack.data.tor_switches ?? {})) yield { name, rack, data };
  }
}

/** Whether Drydock is to set switch ports in this site. */
export const drivesSwitches = (model: SiteModel): boolean =>
  [...switchesOf(model)].some(({ data }) => data.type !== undefined);

/** Each value that nodes have, once, with the first node that has it: what nodes inherit unchanged is the same object. */
export function distinctValues(nodes: SiteModel['nodes']): DistinctValues {
  return {
    interfaces: distinct(nodes, ({ interfaces }) => interfaces),
    oob: distinct(nodes, ({ oob }) => oob),
    kernelParameters: distinct(nodes, ({ platform }) => platform?.kernel_params),
    storage: distinct(nodes, ({ storage }) => storage),
  };
}

function distinct<T extends object>(
  nodes: SiteModel['nodes'],
  of: (data: BaremetalNodeData) => T | undefined,
): Distinct<T>[] {
  const values: Distinct<T>[] = [];
  const seen = new Set<T>();
  for (const node of nodes.values()) {
    const value = of(node.data);
    if (value === undefined || seen.has(value)) continue;
    seen.add(value);
    values.push({ node, value });
  }
  return values;
}
