import type { Complaint, Parsed } from '@drydock/contracts';
import { isJsonObject, ownValue, type JsonObject } from './documents/source-document.js';
import type { EffectiveDesign } from './effective.js';

/** What a v1.0 filter looks at. */
export interface FilterableNode {
  readonly name: string;
  readonly tags: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly rack: string | null;
  readonly rackLabels: Readonly<Record<string, string>>;
}

const combinations = ['union', 'intersection'] as const;
type Combination = (typeof combinations)[number];
type Predicate = (node: FilterableNode) => boolean;

const setFields: readonly string[] = ['filter_set_type', 'filter_set'];
const filterFields: readonly string[] = [
  'filter_type',
  'node_names',
  'node_tags',
  'node_labels',
  'rack_names',
  'rack_labels',
];

/**
 * The nodes that a filter of Drydock v1.0 selects, in the order of the design. null selects all. Within one criterion any
 * value is enough, labels included; a filter without criteria selects none.
 */
export function selectNodesV1(design: EffectiveDesign, filter: unknown): Parsed<string[]> {
  const nodes = Object.values(design.nodes).map((node) => ({
    name: node.name,
    tags: node.tags,
    labels: node.ownerData,
    rack: node.rack,
    rackLabels: (node.rack === null ? undefined : design.racks[node.rack]?.labels) ?? {},
  }));
  return selectByV1Filter(nodes, filter);
}

export function selectByV1Filter(nodes: readonly FilterableNode[], filter: unknown): Parsed<string[]> {
  const complaints: Complaint[] = [];
  const selects = filter === null || filter === undefined ? () => true : filterSet(filter, complaints);
  if (complaints.length > 0) return { ok: false, complaints };
  return { ok: true, value: nodes.filter(selects).map((node) => node.name) };
}

/** Reads one filter, collecting what is wrong with it. */
class Reader {
  readonly #path: string;
  readonly #complaints: Complaint[];

  constructor(path: string, complaints: Complaint[]) {
    this.#path = path;
    this.#complaints = complaints;
  }

  complain(field: string, message: string): void {
    this.#complaints.push({ path: [this.#path, field].filter((part) => part !== '').join('.'), message });
  }

  refuseUnknown(filter: JsonObject, known: readonly string[]): void {
    for (const field of Object.keys(filter)) if (!known.includes(field)) this.complain(field, 'is not a known field');
  }

  combination(filter: JsonObject, field: string): Combination {
    const value = ownValue(filter, field);
    const known = combinations.find((each) => each === value);
    if (known === undefined) this.complain(field, `must be one of ${combinations.join(', ')}`);
    return known ?? 'intersection';
  }

  /** null when the filter does not have the criterion, or has it empty. */
  list(filter: JsonObject, field: string): ReadonlySet<string> | null {
    const value: unknown = ownValue(filter, field) ?? [];
    if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) {
      return value.length === 0 ? null : new Set(value);
    }
    this.complain(field, 'must be a list of texts');
    return null;
  }

  map(filter: JsonObject, field: string): readonly (readonly [string, string])[] | null {
    const value = ownValue(filter, field) ?? {};
    if (!isJsonObject(value)) {
      this.complain(field, 'must be an object');
      return null;
    }
    const entries = Object.entries(value).map(([key, text]) => [key, String(text)] as const);
    return entries.length === 0 ? null : entries;
  }
}

function filterSet(filter: unknown, complaints: Complaint[]): Predicate {
  const reader = new Reader('', complaints);
  if (!isJsonObject(filter)) return refused(reader, '', 'must be an object');
  reader.refuseUnknown(filter, setFields);
  const type = reader.combination(filter, 'filter_set_type');
  const set: unknown = ownValue(filter, 'filter_set');
  if (!Array.isArray(set)) return refused(reader, 'filter_set', 'must be a list of filters');
  return combined(
    type,
    set.map((part: unknown, index) => oneFilter(part, new Reader(`filter_set.${index}`, complaints))),
  );
}

function oneFilter(filter: unknown, reader: Reader): Predicate {
  if (!isJsonObject(filter)) return refused(reader, '', 'must be an object');
  reader.refuseUnknown(filter, filterFields);
  const type = reader.combination(filter, 'filter_type');
  const names = reader.list(filter, 'node_names');
  const tags = reader.list(filter, 'node_tags');
  const racks = reader.list(filter, 'rack_names');
  const labels = reader.map(filter, 'node_labels');
  const rackLabels = reader.map(filter, 'rack_labels');
  const criteria: Predicate[] = [];
  if (names !== null) criteria.push((node) => names.has(node.name));
  if (tags !== null) criteria.push((node) => node.tags.some((tag) => tags.has(tag)));
  if (racks !== null) criteria.push((node) => node.rack !== null && racks.has(node.rack));
  if (labels !== null) criteria.push((node) => hasAny(node.labels, labels));
  if (rackLabels !== null) criteria.push((node) => hasAny(node.rackLabels, rackLabels));
  return combined(type, criteria);
}

const hasAny = (labels: FilterableNode['labels'], wanted: readonly (readonly [string, string])[]): boolean =>
  wanted.some(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value);

/** Nothing combined selects nothing. */
function combined(type: Combination, parts: readonly Predicate[]): Predicate {
  if (parts.length === 0) return () => false;
  return type === 'union'
    ? (node) => parts.some((holds) => holds(node))
    : (node) => parts.every((holds) => holds(node));
}

function refused(reader: Reader, field: string, message: string): Predicate {
  reader.complain(field, message);
  return () => false;
}
