import { limits } from '../documents/limits.js';
import { isJsonList, isJsonObject, ownValue, type Json } from '../documents/source-document.js';
import type { Work } from './work.js';

/** Keys of objects and indices of lists. */
export type DataPath = readonly (string | number)[];

const step = /\.(?:'([^']+)'|"([^"]+)"|([^.[\]'"*\s]+))|\[(?:(\d{1,4})|'([^']+)'|"([^"]+)")\]/y;

/** `.a.b[0].'c.d'` as steps, `.` as none; null for what is no such path, filters and wildcards among it. */
export function parseDataPath(text: string): DataPath | null {
  const rest = text.startsWith('$') ? text.slice(1) : text;
  if (rest === '.' || text === '$') return [];
  const path: (string | number)[] = [];
  step.lastIndex = 0;
  while (step.lastIndex < rest.length) {
    const [match, , , , index] = step.exec(rest) ?? [];
    if (match === undefined || path.length === limits.depth) return null;
    path.push(index === undefined ? keyOf(match) : Number(index));
  }
  return path.length === 0 ? null : path;
}

const keyOf = (match: string): string => match.replace(/^\.|^\[|\]$/g, '').replace(/^(['"])(.*)\1$/, '$2');

export const startsWith = (path: readonly unknown[], start: readonly unknown[]): boolean =>
  start.length <= path.length && start.every((step, index) => String(step) === String(path[index]));

export const inside = (value: Json | undefined, step: string | number): Json | undefined => {
  if (typeof step === 'number') return isJsonList(value) ? value[step] : undefined;
  return isJsonObject(value) ? ownValue(value, step) : undefined;
};

export const valueIn = (root: Json | undefined, path: DataPath): Json | undefined =>
  path.reduce<Json | undefined>(inside, root);

export interface Write {
  readonly path: DataPath;
  readonly value: Json;
}

/**
 * The value with another at the path: what is missing on the way is made, lists are filled up with `{}`. undefined
 * where something else is in the way.
 */
export function written(root: Json | undefined, { path, value }: Write, work: Work): Json | undefined {
  const [next, ...rest] = path;
  if (next === undefined) return value;
  const holder = root ?? (typeof next === 'number' ? [] : {});
  const part = written(inside(holder, next), { path: rest, value }, work);
  return part === undefined ? undefined : put(holder, next, { part, work });
}

function put(holder: Json, step: string | number, { part, work }: { part: Json; work: Work }): Json | undefined {
  if (typeof step === 'number' && isJsonList(holder)) {
    const length = Math.max(holder.length, step + 1);
    work.spend(length);
    return Array.from({ length }, (_, index) =>
      index === step ? part : (holder[index] ?? (index < holder.length ? null : {})),
    );
  }
  if (typeof step === 'string' && isJsonObject(holder)) {
    work.copy(Object.keys(holder).length);
    return { ...holder, [step]: part };
  }
  return undefined;
}

/** The value without what is at the path, which must be there. */
export function without(root: Json, path: DataPath, work: Work): Json {
  const last = path.at(-1);
  const holder = valueIn(root, path.slice(0, -1));
  if (last === undefined || holder === undefined) return {};
  work.copy(isJsonObject(holder) || isJsonList(holder) ? Object.keys(holder).length : 1);
  const kept = isJsonList(holder)
    ? holder.filter((_, index) => index !== last)
    : Object.fromEntries(Object.entries<Json>(isJsonObject(holder) ? holder : {}).filter(([key]) => key !== last));
  return written(root, { path: path.slice(0, -1), value: kept }, work) ?? root;
}

/** The child's over the parent's: objects key by key, everything else as the child has it. */
export function merged(parent: Json | undefined, child: Json, work: Work): Json {
  if (!isJsonObject(parent) || !isJsonObject(child)) return child;
  work.copy(Object.keys(parent).length + Object.keys(child).length);
  const over = Object.entries(child).map(([key, value]): [string, Json] => [
    key,
    merged(ownValue(parent, key), value, work),
  ]);
  return { ...parent, ...Object.fromEntries(over) };
}
