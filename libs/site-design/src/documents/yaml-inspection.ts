import { isAlias, isMap, isPair, isScalar, isSeq, type Node } from 'yaml';
import { limits, TooLarge } from './limits.js';

export interface DuplicateKey {
  readonly key: string;
  readonly offset: number;
}

export interface Inspection {
  /** How many values the node has, aliases counted as what they stand for. */
  readonly size: number;
  readonly duplicates: readonly DuplicateKey[];
}

/** Measures parsed YAML before it becomes plain data, so that a few aliases cannot become a billion values. Throws TooLarge. */
export function inspect(root: unknown, budget: number): Inspection {
  const anchors = new Map<string, number>();
  const duplicates: DuplicateKey[] = [];
  let size = 0;

  const count = (values: number): void => {
    size += values;
    if (size > budget) throw new TooLarge(`the design has more than ${limits.values} values`);
  };

  const visit = (node: unknown, depth: number): void => {
    if (depth > limits.depth) throw new TooLarge(`a document is nested more than ${limits.depth} deep`);
    if (isAlias(node)) {
      const known = anchors.get(node.source);
      // Its name is not said: a password that begins with * looks like one.
      if (known === undefined) throw new TooLarge('an alias (*) stands for nothing, or for something that contains it');
      count(known);
      return;
    }
    const before = size;
    count(1);
    if (isMap(node)) noteDuplicates(node.items, duplicates);
    if (isMap(node) || isSeq(node)) {
      for (const item of node.items) {
        if (isPair(item)) visit(item.key, depth + 1);
        visit(isPair(item) ? item.value : item, depth + 1);
      }
    }
    const anchor = anchorOf(node);
    if (anchor !== undefined) anchors.set(anchor, size - before);
  };

  visit(root, 0);
  return { size, duplicates };
}

const anchorOf = (node: unknown): string | undefined =>
  isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;

function noteDuplicates(items: readonly { readonly key: unknown }[], duplicates: DuplicateKey[]): void {
  const seen = new Set<string>();
  for (const { key } of items) {
    if (!isScalar(key)) continue;
    const text = String(key.value);
    if (seen.has(text) && text !== '<<') duplicates.push({ key: text, offset: offsetOf(key) ?? 0 });
    seen.add(text);
  }
}

export const offsetOf = (node: Node): number | null => node.range?.[0] ?? null;
