import { canonicalJson } from '../digest.js';
import { isSecretOption, withoutSecrets } from '../secrets.js';

/** One difference between two values. */
export interface JsonChange {
  /** Keys and indexes: in the value after the change, or, where something is gone, in the one before. */
  readonly path: readonly string[];
  /** The same, but the elements of lists go by what they are called. */
  readonly place: readonly string[];
  readonly kind: 'added' | 'removed' | 'changed' | 'reordered';
  /** A secret's values are never said, only that they are not the same. */
  readonly secret: boolean;
  /** Left out where there was nothing. */
  readonly before?: unknown;
  /** Left out where there is nothing any more. */
  readonly after?: unknown;
}

interface Pair {
  readonly before: unknown;
  readonly after: unknown;
  readonly path: readonly string[];
  readonly place: readonly string[];
}

/** What is different, in the order of the value after. Elements of lists are matched by name, in linear time. */
export function changesBetween(before: unknown, after: unknown): JsonChange[] {
  const changes: JsonChange[] = [];
  compare({ before, after, path: [], place: [] }, changes);
  return changes;
}

function compare(pair: Pair, changes: JsonChange[]): void {
  const { before, after } = pair;
  if (before === after) return;
  if (isSecretPlace(pair.path)) {
    if (canonicalJson(before) !== canonicalJson(after)) changes.push(changeOf(pair));
  } else if (isRecord(before) && isRecord(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      compare(inside(pair, { key, called: key, before: own(before, key), after: own(after, key) }), changes);
    }
  } else if (isListOfRecords(before) && isListOfRecords(after)) {
    compareLists(pair, { before, after }, changes);
  } else if (canonicalJson(before ?? null) !== canonicalJson(after ?? null)) {
    changes.push(changeOf(pair));
  }
}

function compareLists(
  pair: Pair,
  lists: { before: readonly Record<string, unknown>[]; after: readonly Record<string, unknown>[] },
  changes: JsonChange[],
): void {
  const [was, is] = [byName(lists.before), byName(lists.after)];
  for (const [called, { key, element }] of was) {
    if (!is.has(called)) changes.push(changeOf(inside(pair, { key, called, before: element, after: undefined })));
  }
  for (const [called, { key, element }] of is) {
    compare(inside(pair, { key, called, before: was.get(called)?.element, after: element }), changes);
  }
  const [orderBefore, orderAfter] = [
    [...was.keys()].filter((name) => is.has(name)),
    [...is.keys()].filter((name) => was.has(name)),
  ];
  if (orderBefore.every((name, index) => name === orderAfter[index])) return;
  const { path, place } = pair;
  changes.push({ path, place, kind: 'reordered', secret: false, before: orderBefore, after: orderAfter });
}

function changeOf({ before, after, path, place }: Pair): JsonChange {
  const secret = isSecretPlace(path);
  return {
    path,
    place,
    kind: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed',
    secret,
    ...(before !== undefined && !secret && { before: withoutSecrets(before) }),
    ...(after !== undefined && !secret && { after: withoutSecrets(after) }),
  };
}

const inside = (
  { path, place }: Pair,
  { key, called, before, after }: { key: string; called: string; before: unknown; after: unknown },
): Pair => ({ before, after, path: [...path, key], place: [...place, called] });

/** A credential, or an option of a driver that is secret by its name. */
function isSecretPlace(path: readonly string[]): boolean {
  const name = path.at(-1);
  if (name === undefined) return false;
  return name === 'credential' || (path.at(-2) === 'options' && isSecretOption(name));
}

/** By name; what bears one that is taken gets a number. */
function byName(list: readonly Record<string, unknown>[]) {
  const named = new Map<string, { readonly key: string; readonly element: unknown }>();
  const borne = new Map<string, number>();
  for (const [index, element] of list.entries()) {
    const name = nameOf(element);
    const count = (borne.get(name) ?? 0) + 1;
    borne.set(name, count);
    named.set(count === 1 ? name : `${name} (${count})`, { key: String(index), element });
  }
  return named;
}

const naming = ['name', 'network', 'member', 'subnet', 'component'];

function nameOf(element: Record<string, unknown>): string {
  const name = naming.map((field) => own(element, field)).find((value) => typeof value === 'string');
  return typeof name === 'string' ? name : canonicalJson(element);
}

const own = (record: Record<string, unknown>, key: string): unknown =>
  Object.hasOwn(record, key) ? record[key] : undefined;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isListOfRecords = (value: unknown): value is readonly Record<string, unknown>[] =>
  Array.isArray(value) && value.every(isRecord);
