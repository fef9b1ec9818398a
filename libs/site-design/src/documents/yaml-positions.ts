import { isAlias, isMap, isNode, isPair, isScalar, isSeq, type Document, type Pair } from 'yaml';
import { offsetOf } from './yaml-inspection.js';

/** The offset at which the value at a key path was written: of its key, where it has one. null when it is not there. */
export function positionIn(document: Document, path: readonly string[]): number | null {
  let node: unknown = document.contents;
  let offset = isNode(node) ? offsetOf(node) : null;
  for (const key of path) {
    const step = stepInto(isAlias(node) ? node.resolve(document) : node, key);
    if (step === null) return null;
    node = step.node;
    offset = step.offset ?? offset;
  }
  return offset;
}

function stepInto(node: unknown, key: string): { node: unknown; offset: number | null } | null {
  if (isMap(node)) {
    const pair = node.items.findLast((item) => isKey(item, key));
    if (pair === undefined) return null;
    return { node: pair.value, offset: isNode(pair.key) ? offsetOf(pair.key) : null };
  }
  if (isSeq(node)) {
    const item = node.items[Number(key)];
    if (item === undefined || isPair(item)) return null;
    return { node: item, offset: isNode(item) ? offsetOf(item) : null };
  }
  return null;
}

const isKey = (pair: Pair, key: string): boolean => isScalar(pair.key) && String(pair.key.value) === key;
