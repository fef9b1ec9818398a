import { valueAt, type Json, type Position, type SourceDocument } from '../documents/source-document.js';
import { startsWith, type DataPath } from './data-path.js';

/** A document's data with all that it inherits and is given, and where each part of it comes from. */
export interface Rendered {
  readonly document: SourceDocument;
  readonly data: Json | undefined;
  /** Whose data this one's began as; null for its own. */
  readonly base: Rendered | null;
  /** What was done to it then, in order. */
  readonly changes: readonly Change[];
  /** Where secrets of other documents ended. */
  readonly secrets: readonly DataPath[];
}

export type Change =
  /** All at the path comes from there. */
  | { readonly kind: 'taken'; readonly at: DataPath; readonly from: Origin }
  /** At the path, what the document itself has counts more. */
  | { readonly kind: 'merged'; readonly at: DataPath }
  /** The elements behind it moved up. */
  | { readonly kind: 'removed'; readonly list: DataPath; readonly index: number };

/** A path of another document, or of the document's own text. */
export interface Origin {
  readonly rendered: Rendered | null;
  readonly path: DataPath;
}

/** Where the value at a key path of the rendered content was written, be it in another document or file. */
export function locateIn(rendered: Rendered, path: readonly string[]): Position | null {
  const [envelope, ...rest] = path;
  const place = envelope === 'data' ? originOf(rendered, rest) : { document: rendered.document, path };
  const position = place.document.locate(place.path);
  const { file } = place.document;
  return position === null || file === undefined ? position : { ...position, file };
}

interface AuthoredPlace {
  readonly document: SourceDocument;
  readonly path: readonly string[];
}

function originOf(rendered: Rendered, path: readonly string[]): AuthoredPlace {
  let current: Tracked = { rendered, path };
  for (;;) {
    const next = stepBack(current);
    if ('document' in next) return next;
    current = next;
  }
}

interface Tracked {
  readonly rendered: Rendered;
  readonly path: readonly string[];
}

/** The document that gave this one the value, or the place where it was written. */
function stepBack({ rendered, path: given }: Tracked): Tracked | AuthoredPlace {
  const { document, base, changes } = rendered;
  let path = given;
  for (const change of changes.toReversed()) {
    if (change.kind === 'removed') path = beforeRemoval(path, change);
    else if (startsWith(path, change.at)) {
      if (change.kind === 'taken') {
        const inside = [...change.from.path.map(String), ...path.slice(change.at.length)];
        return change.from.rendered === null
          ? authored(document, inside)
          : { rendered: change.from.rendered, path: inside };
      }
      if (has(document, path)) return authored(document, path);
    }
  }
  return base === null ? authored(document, path) : { rendered: base, path };
}

function beforeRemoval(path: readonly string[], { list, index }: { list: DataPath; index: number }): readonly string[] {
  const element = Number(path[list.length]);
  if (!startsWith(path, list) || !(element >= index)) return path;
  return [...path.slice(0, list.length), String(element + 1), ...path.slice(list.length + 1)];
}

const authored = (document: SourceDocument, path: readonly string[]): AuthoredPlace => ({
  document,
  path: ['data', ...path],
});

const has = (document: SourceDocument, path: readonly string[]): boolean =>
  valueAt(document.content, ['data', ...path]) !== undefined;
