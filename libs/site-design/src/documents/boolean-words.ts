import { isJsonList, isJsonObject, ownValue, valueAt, type Json } from './source-document.js';

/** What YAML 1.1, and so Drydock, reads as booleans. */
const words: ReadonlyMap<string, boolean> = new Map([
  ...['yes', 'Yes', 'YES', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['no', 'No', 'NO', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
]);

/** The value with yes, no, on and off at these places as the booleans that they stand for; null when no place has such a word. */
export function withBooleans(root: Json, places: readonly (readonly string[])[]): Json | null {
  const meant = places.flatMap((path) => {
    const word = valueAt(root, path);
    const value = typeof word === 'string' ? words.get(word) : undefined;
    return value === undefined ? [] : [{ path, value }];
  });
  if (meant.length === 0) return null;
  return meant.reduce<Json>((changed, { path, value }) => replaced(changed, path, () => value), root);
}

function replaced(root: Json, [key, ...rest]: readonly string[], by: () => Json): Json {
  if (key === undefined) return by();
  if (isJsonList(root)) return root.map((item, index) => (String(index) === key ? replaced(item, rest, by) : item));
  if (!isJsonObject(root)) return root;
  return { ...root, [key]: replaced(ownValue(root, key) ?? null, rest, by) };
}
