import {
  isJsonList,
  isJsonObject,
  ownValue,
  type Json,
  type JsonObject,
  type SourceDocument,
} from '../documents/source-document.js';

/** A document as Deckhand looks at it. What is written in another shape counts as not written. */
export interface Manifest {
  readonly document: SourceDocument;
  readonly layer: string | null;
  /** Only there to be inherited from. */
  readonly isAbstract: boolean;
  /** Takes the place of its parent, which has the same name. */
  readonly isReplacement: boolean;
  readonly labels: JsonObject;
  /** Labels that the parent must have; empty for a document without a parent. */
  readonly parentSelector: JsonObject;
}

export function manifestOf(document: SourceDocument): Manifest {
  const metadata = objectIn(document.content, 'metadata');
  const layering = objectIn(metadata, 'layeringDefinition');
  const layer = ownValue(layering, 'layer');
  return {
    document,
    layer: typeof layer === 'string' ? layer : null,
    isAbstract: ownValue(layering, 'abstract') === true,
    isReplacement: ownValue(metadata, 'replacement') === true,
    labels: objectIn(metadata, 'labels'),
    parentSelector: objectIn(layering, 'parentSelector'),
  };
}

/** Deckhand's own instructions in `metadata`; a rendered document has none. */
const instructions = ['layeringDefinition', 'substitutions', 'replacement'];

/** Whether the document is not yet what it says: it inherits, is filled in, or is not meant by itself. */
export function isRaw({ content }: SourceDocument): boolean {
  const metadata = objectIn(content, 'metadata');
  const layering = ownValue(metadata, 'layeringDefinition');
  const layered = isJsonObject(layering)
    ? saysSomething(ownValue(layering, 'abstract')) || saysSomething(ownValue(layering, 'parentSelector'))
    : saysSomething(layering);
  return (
    layered || saysSomething(ownValue(metadata, 'substitutions')) || saysSomething(ownValue(metadata, 'replacement'))
  );
}

const saysSomething = (value: Json | undefined): boolean =>
  value !== undefined &&
  value !== null &&
  value !== false &&
  !(isJsonList(value) && value.length === 0) &&
  !(isJsonObject(value) && Object.keys(value).length === 0);

/** The content of a document that needs no further rendering. */
export function renderedContent({ content }: SourceDocument, data: Json | undefined): JsonObject {
  const metadata = Object.entries(objectIn(content, 'metadata')).filter(([key]) => !instructions.includes(key));
  return { ...content, metadata: Object.fromEntries(metadata), ...(data === undefined ? {} : { data }) };
}

export function objectIn(holder: JsonObject, key: string): JsonObject {
  const value = ownValue(holder, key);
  return isJsonObject(value) ? value : {};
}

/** As findings and orders name it. */
export const titleOf = ({ schema, name }: { readonly schema: string; readonly name: string }): string =>
  `${schema} "${name}"`;
