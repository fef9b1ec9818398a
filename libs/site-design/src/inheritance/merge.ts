/**
 * How a child's value and its parent's become one. A child that says nothing inherits the parent's value itself, not a
 * copy, so that what thousands of nodes share stays one object.
 */
export interface Merge<T> {
  (parent: T | undefined, child: T | null | undefined): T | undefined;
  /** Whether it makes something else of the parent's value where the child says nothing. */
  readonly always?: true;
}

/** The child's value counts; `'!'` (or -1 for a number) takes the parent's away. */
export const scalar =
  <T extends string | number | boolean>(): Merge<T> =>
  (parent, child) => {
    if (child === undefined || child === null) return parent;
    return child === '!' || child === -1 ? undefined : child;
  };

/** An object without a name: null takes the parent's away. */
export const removable =
  <T extends object>(whole: Merge<T>): Merge<T> =>
  (parent, child) =>
    child === null ? undefined : whole(parent, child);

/** A way that is asked even where the child says nothing. */
export const always = <T>(merge: Merge<T>): Merge<T> => Object.assign(merge, { always: true } as const);

/** Not inherited. */
export const own = <T>(): Merge<T> => always((_parent, child) => child ?? undefined);

/** The child's entries, then the parent's that it neither repeats nor takes away with `'!entry'`. */
export const list: Merge<readonly string[]> = (parent, child) => {
  if (child === undefined || child === null) return parent;
  const removed = child.filter((entry) => entry.startsWith('!'));
  if (removed.length === 0) return [...new Set([...child, ...(parent ?? [])])];
  const gone = new Set(removed.map((entry) => entry.slice(1)));
  const kept = child.filter((entry) => !entry.startsWith('!'));
  return [...new Set([...kept, ...(parent ?? []).filter((entry) => !gone.has(entry))])];
};

/** What a child leaves of its parent's entries: all but those that a key `'!key'` takes away. */
function left<V>(
  parent: Readonly<Record<string, V>> | undefined,
  child: Readonly<Record<string, unknown>>,
): Map<string, V> {
  const entries = new Map(Object.entries(parent ?? {}));
  for (const key of Object.keys(child)) if (key.startsWith('!')) entries.delete(key.slice(1));
  return entries;
}

/** What the child leaves of the parent's entries, and the child's over them. */
export const map =
  <V>(): Merge<Readonly<Record<string, V>>> =>
  (parent, child) => {
    if (child === undefined || child === null) return parent;
    const merged = left(parent, child);
    for (const [key, value] of Object.entries(child)) {
      if (!key.startsWith('!') && value !== null) merged.set(key, value);
    }
    return Object.fromEntries(merged);
  };

/** Objects by name: the parent's in their order, each merged with the child's of the same name, then the child's new ones. A name `'!name'`, or null, takes the parent's away; with `'!name'` and `name` the child's stands alone. */
export const named =
  <T>(element: Merge<T>): Merge<Readonly<Record<string, T | null>>> =>
  (parent, child) => {
    if (child === undefined || child === null) return parent;
    const merged = left(parent, child);
    for (const [key, value] of Object.entries(child)) {
      if (key.startsWith('!')) continue;
      if (value === null) merged.delete(key);
      else merged.set(key, element(merged.get(key) ?? undefined, value) ?? value);
    }
    return Object.fromEntries(merged);
  };

/** The same for a list of objects that carry their name. An element that is named twice stays twice, for a rule to find. */
export const namedList =
  <T extends { readonly name: string }>(element: Merge<T>): Merge<readonly T[]> =>
  (parent, child) => {
    if (child === undefined || child === null) return parent;
    const merged = [...(parent ?? [])];
    const inherited = new Map(merged.map((entry, index) => [entry.name, index]));
    const removed = new Set(child.filter(({ name }) => name.startsWith('!')).map(({ name }) => name.slice(1)));
    for (const entry of child) {
      if (entry.name.startsWith('!')) continue;
      const index = removed.has(entry.name) ? undefined : inherited.get(entry.name);
      const result = element(index === undefined ? undefined : merged[index], entry) ?? entry;
      if (index === undefined) merged.push(result);
      else merged[index] = result;
    }
    return merged.filter((entry, index) => !(removed.has(entry.name) && inherited.get(entry.name) === index));
  };

/** One way for each field. (Spelled out, because the compiler takes Merge<V> and Merge<V | undefined> for different things.) */
type Ways<T> = {
  readonly [K in keyof T]-?: {
    (parent: T[K] | undefined, child: T[K] | null | undefined): T[K] | undefined;
    readonly always?: true;
  };
};

/** An object with known fields, each merged in its own way. */
export function fields<T extends object>(ways: Ways<T>): Merge<T> {
  const asked: Extract<keyof T, string>[] = [];
  for (const field in ways) if (ways[field].always === true) asked.push(field);
  return (parent, child) => {
    if (child === undefined || child === null) return parent;
    const merged: T = { ...parent, ...child };
    const merge = (field: Extract<keyof T, string>): void => {
      const value = ways[field](parent?.[field], child[field]);
      if (value !== undefined) merged[field] = value;
      else if (field in merged) delete merged[field];
    };
    for (const field in child) if (Object.hasOwn(ways, field)) merge(field);
    for (const field of asked) if (!(field in child)) merge(field);
    return merged;
  };
}
