type Labels = Readonly<Record<string, string | number | boolean>>;

/** Nodes that inherit the same labels share what becomes of them, as documents never change. */
const known = new WeakMap<Labels, Record<string, string>>();
const none: Labels = {};

/** Label values as text. */
export function labelsOf(labels: Labels = none): Record<string, string> {
  const before = known.get(labels);
  if (before !== undefined) return before;
  const texts = Object.fromEntries(Object.entries(labels).map(([key, value]) => [key, String(value)]));
  known.set(labels, texts);
  return texts;
}
