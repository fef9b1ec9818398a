import type { EffectiveDesign } from '../effective.js';
import { changesBetween, type JsonChange } from './json-changes.js';
import { greatest, needOfBootstrapper, needOfSiteField, type Need } from './needs.js';
import { fieldChange, type FieldChange } from './node-diff.js';
import type { VlanOf } from './sentences.js';
import { TouchedNodes, type SiteThing } from './touched-nodes.js';

/** What is different about one thing that nodes share. */
export interface SiteDiff {
  readonly kind: SiteThing;
  /** null for what there is one of. */
  readonly name: string | null;
  readonly what: 'added' | 'removed' | 'changed';
  readonly needs: Need;
  /** Paths start at the effective design. */
  readonly changes: readonly FieldChange[];
  /** The nodes that have to do with it, in either design. */
  readonly nodes: readonly string[];
}

/** What a list or map of the site holds. Route domains and storage layouts follow from networks and nodes. */
const collections: Readonly<Record<string, SiteThing>> = {
  '/site/networks': 'network',
  '/site/links': 'link',
  '/site/images': 'image',
  '/site/repositories': 'repository',
  '/site/hardwareConfigs': 'hardware profile',
  '/site/otherBootstrappers': 'bootstrapper',
  '/switches': 'switch',
  '/racks': 'rack',
};

export function diffSite(from: EffectiveDesign, to: EffectiveDesign, vlanOf: VlanOf): SiteDiff[] {
  // In which order networks or images were written means nothing.
  const changes = changesBetween(shared(from), shared(to)).filter(({ kind }) => kind !== 'reordered');
  if (changes.length === 0) return [];
  const touched = new TouchedNodes(from, to);
  const groups = Map.groupBy(changes, ({ place }) => {
    const { kind, name } = thingAt(place);
    return `${kind}/${name ?? ''}`;
  });
  return [...groups.values()].map((group) => siteDiff(group, touched, vlanOf));
}

const shared = ({ site, switches, racks }: EffectiveDesign) => {
  const { routeDomains: _routeDomains, layouts: _layouts, otherBootstrappers = [], ...rest } = site;
  // How one of them is reached is a change of the nodes that name it.
  return { site: { ...rest, otherBootstrappers: otherBootstrappers.map(({ name }) => ({ name })) }, switches, racks };
};

interface Thing {
  readonly kind: SiteThing;
  readonly name: string | null;
  /** How many keys lead to it. */
  readonly depth: number;
}

function thingAt(place: readonly string[]): Thing {
  for (const depth of [1, 2]) {
    const kind = collections[`/${place.slice(0, depth).join('/')}`];
    if (kind !== undefined) return { kind, name: place[depth] ?? null, depth: depth + 1 };
  }
  return place[1] === 'bootstrapper'
    ? { kind: 'bootstrapper', name: null, depth: 2 }
    : { kind: 'site', name: null, depth: 1 };
}

function siteDiff(group: readonly JsonChange[], touched: TouchedNodes, vlanOf: VlanOf): SiteDiff {
  const { kind, name, depth } = thingAt(group[0]?.place ?? []);
  const whole = kind === 'site' ? undefined : group.find(({ place }) => place.length === depth);
  const changes = group.map((change) => {
    const place = change.place.slice(change === whole ? depth - 1 : depth);
    return { ...fieldChange({ ...change, place }, needOf(change), vlanOf) };
  });
  return {
    kind,
    name,
    what: whole?.kind === 'added' || whole?.kind === 'removed' ? whole.kind : 'changed',
    needs: greatest(changes.map(({ needs }) => needs)),
    changes,
    nodes: touched.of(kind, name ?? ''),
  };
}

function needOf({ path: [area, field, ...inside] }: JsonChange): Need {
  if (area !== 'site' || field === undefined) return 'nothing';
  if (field === 'bootstrapper') return needOfBootstrapper(inside[0]);
  return isSiteField(field) ? needOfSiteField[field] : 'nothing';
}

const isSiteField = (field: string): field is keyof EffectiveDesign['site'] => Object.hasOwn(needOfSiteField, field);
