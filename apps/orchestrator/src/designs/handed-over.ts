import { canonicalJson, secretPaths, type SourceDocument } from '@drydock/site-design';
import { createHash } from 'node:crypto';
import type { CompiledBody } from './compile-body.js';

/** JSON in UTF-8, of some hundred values at most where it is one of several: reading it blocks the event loop for some milliseconds. */
export type Part = Uint8Array;

/**
 * What the thread that compiles hands over: bytes that change hands without being copied. Objects would be copied at once,
 * and the event loop would stand still while ten thousand nodes are.
 */
export interface HandedOver {
  readonly findings: readonly Part[];
  /** All of the design but its nodes; null when there are findings of level error. */
  readonly design: Part | null;
  /** Lists of nodes. */
  readonly nodes: readonly Part[];
  /** The documents without secrets, as canonical JSON in the order of that, with commas between; and a digest of them. */
  readonly documents: Part;
  readonly documentsDigest: string;
  /** Lists of the others, whose secrets are still to be taken out. */
  readonly secretDocuments: readonly Part[];
}

/** In place of that for what is no design at all: the parts of a `Problem`. */
export interface RefusedBody {
  readonly refused: { readonly status: number; readonly title: string; readonly detail: string };
}

const itemsPerPart = 100;
const encoder = new TextEncoder();

const pack = (value: unknown): Part => encoder.encode(JSON.stringify(value));

export function handOver({ documents, findings, design }: CompiledBody): HandedOver {
  const { nodes, ...rest } = design ?? { nodes: {} };
  // Nobody keeps the documents of a design with errors.
  const kept = design === null ? [] : documents;
  const secret = kept.filter((document) => secretPaths(document).length > 0);
  const withSecrets = new Set<SourceDocument>(secret);
  const texts = kept.filter((document) => !withSecrets.has(document)).map(({ content }) => canonicalJson(content));
  texts.sort();
  return {
    findings: packAll(findings),
    design: design === null ? null : pack(rest),
    nodes: packAll(Object.values(nodes)),
    documents: encoder.encode(texts.join(',')),
    documentsDigest: createHash('sha256').update(texts.join('\n')).digest('hex'),
    secretDocuments: packAll(secret.map(({ schema, name, content }) => ({ schema, name, content }))),
  };
}

function packAll(items: readonly unknown[]): Part[] {
  const parts: Part[] = [];
  for (let start = 0; start < items.length; start += itemsPerPart) {
    parts.push(pack(items.slice(start, start + itemsPerPart)));
  }
  return parts;
}

/** The memory that changes hands. */
export const memoryOf = ({ findings, design, nodes, documents, secretDocuments }: HandedOver): ArrayBuffer[] =>
  [...findings, ...nodes, ...secretDocuments, documents, ...(design === null ? [] : [design])]
    .map(({ buffer }) => buffer)
    .filter((buffer) => buffer instanceof ArrayBuffer);
