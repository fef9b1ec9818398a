import { limits, TooLarge, TooManyValues } from './limits.js';
import { asDocument, tooLargeText, unreadableText, type Documents } from './reading.js';
import { isJsonObject, type Json } from './source-document.js';

/** Reads a list of documents that is already parsed JSON. They have no lines and columns. Never throws. */
export function documentsFromJson(values: unknown): Documents {
  if (!Array.isArray(values)) {
    return { documents: [], findings: [unreadableText('a design in JSON is a list of documents', null)] };
  }
  if (values.length > limits.documents) {
    return { documents: [], findings: [tooLargeText(`the design has ${values.length} documents`, null)] };
  }
  const read: Documents = { documents: [], findings: [] };
  let budget: number = limits.values;
  for (const value of values) {
    try {
      budget -= sizeOf(value, budget, 0);
      const taken = isJson(value) ? asDocument(value, () => null) : null;
      if (taken === null) read.findings.push(unreadableText('a document is not JSON', null));
      else if ('document' in taken) read.documents.push(taken.document);
      else read.findings.push(taken.finding);
    } catch (error) {
      if (!(error instanceof TooLarge)) throw error;
      read.findings.push(tooLargeText(error.message, null));
      if (error instanceof TooManyValues) break;
    }
  }
  return read;
}

const isJson = (value: unknown): value is Json =>
  value === null ||
  isJsonObject(value) ||
  Array.isArray(value) ||
  ['string', 'number', 'boolean'].includes(typeof value);

function sizeOf(value: unknown, budget: number, depth: number): number {
  if (depth > limits.depth) throw new TooLarge(`a document is nested more than ${limits.depth} deep`);
  if (budget <= 0) throw new TooManyValues();
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((size, part) => size + sizeOf(part, budget - size, depth + 1), 1);
}
