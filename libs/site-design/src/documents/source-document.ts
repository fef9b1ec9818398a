import type { DocumentReference } from '../finding.js';

/** Plain JSON, as documents carry it. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

export interface Position {
  readonly line: number;
  readonly column: number;
  /** The file that it is in, where the design is several. */
  readonly file?: string;
}

/** One document of the site design, as authored. */
export interface SourceDocument extends DocumentReference {
  /** All of it, envelope included. */
  readonly content: JsonObject;
  /** The file that it was read from, where the design is several. */
  readonly file?: string;
  /** Where the value at a key path of `content` was written; null for documents that were not read from text. */
  readonly locate: (path: readonly string[]) => Position | null;
}

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `Array.isArray` does not narrow to a readonly list. */
export const isJsonList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

/** The value of a key that the object itself has; a document may well be named `constructor`. */
export const ownValue = (object: JsonObject, key: string): Json | undefined =>
  Object.hasOwn(object, key) ? object[key] : undefined;

/** The value at a key path; list elements are named by their index. */
export function valueAt(root: Json | undefined, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((value, key) => {
    if (isJsonList(value)) return value[Number(key)];
    return isJsonObject(value) ? ownValue(value, key) : undefined;
  }, root);
}

/** What the metadata of a document calls it; empty when they do not. */
export function nameOf(content: JsonObject): string {
  const metadata = ownValue(content, 'metadata');
  const name = isJsonObject(metadata) ? ownValue(metadata, 'name') : undefined;
  return typeof name === 'string' ? name : '';
}
