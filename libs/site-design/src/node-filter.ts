import type { Complaint, Parsed } from '@drydock/contracts';
import type { EffectiveDesign, EffectiveNode } from './effective.js';
import { isJsonObject } from './documents/source-document.js';

/** What a node must be. All that is given must hold: its name and rack are listed, it has every tag and label. */
export interface NodeCriteria {
  readonly names?: readonly string[];
  readonly tags?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly racks?: readonly string[];
  readonly rackLabels?: Readonly<Record<string, string>>;
}

/** Which nodes: criteria, or filters of which any or all must hold. */
export type NodeFilter =
  NodeCriteria | { readonly any: readonly NodeFilter[] } | { readonly all: readonly NodeFilter[] };

const maximumDepth = 16;
const listFields = ['names', 'tags', 'racks'] as const;
const mapFields = ['labels', 'rackLabels'] as const;
const fields: readonly string[] = [...listFields, ...mapFields];

/** Reads a node filter from untrusted data, or says everything that is wrong with it. A filter without criteria is refused: it would silently mean every node. */
export function parseNodeFilter(value: unknown): Parsed<NodeFilter> {
  const complaints = complaintsOf(value, '', 0);
  return complaints.length === 0 && isNodeFilter(value) ? { ok: true, value } : { ok: false, complaints };
}

const isNodeFilter = (value: unknown): value is NodeFilter => complaintsOf(value, '', 0).length === 0;

function complaintsOf(value: unknown, path: string, depth: number): Complaint[] {
  if (depth > maximumDepth) return [{ path, message: `must not be nested more than ${maximumDepth} deep` }];
  if (!isJsonObject(value)) return [{ path, message: 'must be an object' }];
  const keys = Object.keys(value);
  const below = (key: string): string => (path === '' ? key : `${path}.${key}`);
  const combining = keys.find((key) => key === 'any' || key === 'all');
  if (combining !== undefined) {
    const parts = value[combining];
    if (keys.length > 1) return [{ path, message: `"${combining}" must stand alone` }];
    if (!Array.isArray(parts) || parts.length === 0) {
      return [{ path: below(combining), message: 'must be a list of at least one filter' }];
    }
    return parts.flatMap((part: unknown, index) => complaintsOf(part, `${below(combining)}.${index}`, depth + 1));
  }
  if (keys.length === 0) return [{ path, message: `must have at least one of ${fields.join(', ')}, any, all` }];
  return keys.flatMap((key) => criterionComplaints(key, value[key], below(key)));
}

function criterionComplaints(key: string, value: unknown, path: string): Complaint[] {
  if (listFields.some((field) => field === key)) {
    const good = Array.isArray(value) && value.length > 0 && value.every((entry) => typeof entry === 'string');
    return good ? [] : [{ path, message: 'must be a list of at least one text' }];
  }
  if (mapFields.some((field) => field === key)) {
    const entries = isJsonObject(value) ? Object.values(value) : [];
    const good = entries.length > 0 && entries.every((entry) => typeof entry === 'string');
    return good ? [] : [{ path, message: 'must be an object with at least one key, whose values are texts' }];
  }
  return [{ path, message: 'is not a known field' }];
}

/** The names of the nodes that a filter selects, in the order of the design. */
export const selectNodes = (design: EffectiveDesign, filter: NodeFilter): string[] =>
  Object.values(design.nodes)
    .filter(compiled(design, filter))
    .map((node) => node.name);

type Predicate = (node: EffectiveNode) => boolean;

function compiled(design: EffectiveDesign, filter: NodeFilter): Predicate {
  if ('any' in filter) {
    const parts = filter.any.map((part) => compiled(design, part));
    return (node) => parts.some((holds) => holds(node));
  }
  if ('all' in filter) {
    const parts = filter.all.map((part) => compiled(design, part));
    return (node) => parts.every((holds) => holds(node));
  }
  const names = filter.names && new Set(filter.names);
  const racks = filter.racks && new Set(filter.racks);
  return (node) =>
    (names === undefined || names.has(node.name)) &&
    (racks === undefined || (node.rack !== null && racks.has(node.rack))) &&
    (filter.tags ?? []).every((tag) => node.tags.includes(tag)) &&
    hasAll(node.ownerData, filter.labels ?? {}) &&
    hasAll(rackLabels(design, node), filter.rackLabels ?? {});
}

type Labels = Readonly<Record<string, string>>;

const hasAll = (labels: Labels, wanted: Labels): boolean =>
  Object.entries(wanted).every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value);

/** The labels of the node's rack; none when the design has no such rack. */
export const rackLabels = (design: EffectiveDesign, node: EffectiveNode): Labels =>
  node.rack !== null && Object.hasOwn(design.racks, node.rack) ? (design.racks[node.rack]?.labels ?? {}) : {};
