import type { Complaint } from './validation.js';

/** Deeper nesting than this has no contract, and code that recurses runs out of stack on some of it. */
const deepest = 100;
const forbiddenNames: ReadonlySet<string> = new Set(['__proto__']);

/** Half a UTF-16 pair, or NUL: neither can be kept in a database or written as UTF-8. */
const unkeepable = /[\p{Surrogate}\0]/u;
const unkeepableMessage = 'holds a character that cannot be kept: NUL, or half of a surrogate pair';

interface Place {
  readonly value: unknown;
  readonly path: readonly string[];
}

/** What no JSON value may hold wherever it stands: texts that cannot be kept, names that are not names, endless nesting. */
export const beyondLimits = (root: unknown): Complaint[] => (isWithinLimits(root, 0) ? [] : complaintsAbout(root));

/** Without noting where anything stands, since nearly always nothing is wrong. */
function isWithinLimits(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return isKeepable(value);
  if (typeof value !== 'object' || value === null) return true;
  if (depth === deepest) return false;
  if (Array.isArray(value)) return value.every((inner) => isWithinLimits(inner, depth + 1));
  return Object.entries(value).every(
    ([name, inner]) => !forbiddenNames.has(name) && isKeepable(name) && isWithinLimits(inner, depth + 1),
  );
}

const isKeepable = (text: string): boolean => text.isWellFormed() && !text.includes('\0');

function complaintsAbout(root: unknown): Complaint[] {
  const complaints: Complaint[] = [];
  const places: Place[] = [{ value: root, path: [] }];
  for (let place = places.pop(); place; place = places.pop()) {
    const { value, path } = place;
    if (typeof value === 'string') {
      if (unkeepable.test(value)) complaints.push({ path: path.join('.'), message: unkeepableMessage });
      continue;
    }
    if (typeof value !== 'object' || value === null) continue;
    if (path.length === deepest) {
      return [{ path: path.slice(0, 3).join('.'), message: `is nested deeper than ${deepest} levels` }];
    }
    for (const [name, inner] of Object.entries(value)) {
      if (forbiddenNames.has(name) || unkeepable.test(name)) {
        complaints.push({
          path: path.join('.'),
          message: `has a field of the impossible name ${JSON.stringify(name)}`,
        });
      } else places.push({ value: inner, path: [...path, name] });
    }
  }
  return complaints;
}
