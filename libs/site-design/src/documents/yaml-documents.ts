import { Composer, LineCounter, parseDocument, Parser, type Document, type YAMLError } from 'yaml';
import { inspect } from './yaml-inspection.js';
import { limits, TooLarge } from './limits.js';
import { positionIn } from './yaml-positions.js';
import type { Finding } from '../finding.js';
import { asDocument, duplicateKey, tooLargeText, unreadableText, type Documents } from './reading.js';
import type { Position, SourceDocument } from './source-document.js';

/** YAML 1.2 with merge keys. Keys are compared by our own inspection, in linear time. */
const dialect = { merge: true, uniqueKeys: false, prettyErrors: false, logLevel: 'silent' } as const;

/**
 * Reads YAML text into documents. What cannot be read is a finding with line and column, and the other documents are
 * still read. Positions are computed when they are asked for. Never throws.
 */
export function readDocuments(text: string): Documents {
  if (text.length > limits.textLength) {
    return { documents: [], findings: [tooLargeText(`the text has ${text.length} characters`, null)] };
  }
  const read: Documents = { documents: [], findings: [] };
  const source = new Source(text);
  try {
    source.readInto(read);
  } catch (error) {
    read.findings.push(unread(error, source.lastPosition));
  }
  return read;
}

function unread(error: unknown, where: Position): Finding {
  if (error instanceof TooLarge) return tooLargeText(error.message, where);
  return unreadableText(withoutQuotation(error instanceof Error ? error.message : String(error)), where);
}

/** The parser gives up where nesting has no end. */
const syntaxError = ({ code, message }: YAMLError, where: Position): Finding =>
  code === 'RESOURCE_EXHAUSTION'
    ? tooLargeText(`a document is nested more than ${limits.depth} deep`, where)
    : unreadableText(withoutQuotation(message), where);

/** The parser quotes what it stumbled over behind a colon: the name of an alias, a line. That may be a secret. */
const withoutQuotation = (message: string): string => message.replace(/:\s.*$/s, '');

class Source {
  readonly #text: string;
  readonly #lines = new LineCounter();
  #last = 0;
  /** The document that positions were asked of last, parsed again. */
  #parsed: { readonly start: number; readonly document: Document } | null = null;

  constructor(text: string) {
    this.#text = text;
  }

  get lastPosition(): Position {
    return this.#positionOf(this.#last);
  }

  readInto(read: Documents): void {
    const parser = new Parser(this.#lines.addNewLine);
    let budget: number = limits.values;
    let count = 0;
    for (const document of new Composer(dialect).compose(parser.parse(this.#text))) {
      count += 1;
      if (count > limits.documents) throw new TooLarge(`the text has more than ${limits.documents} documents`);
      const [start, , end] = document.range;
      this.#last = start;
      budget -= this.#take(document, { start, end, budget }, read);
    }
  }

  /** Returns how many values the document has. */
  #take(document: Document, extent: { start: number; end: number; budget: number }, read: Documents): number {
    if (document.errors.length > 0) {
      read.findings.push(...document.errors.map((error) => syntaxError(error, this.#positionOf(error.pos[0]))));
      return 0;
    }
    if (document.contents === null) return 0;
    const { size, duplicates } = inspect(document.contents, extent.budget);
    read.findings.push(...duplicates.map(({ key, offset }) => duplicateKey(key, this.#positionOf(offset))));
    const content: unknown = document.toJS({ maxAliasCount: -1 });
    if (content === null || content === undefined) return size;
    const taken = asDocument(content, this.#locator(extent.start, extent.end));
    if ('document' in taken) read.documents.push(taken.document);
    else read.findings.push(taken.finding);
    return size;
  }

  #locator(start: number, end: number): SourceDocument['locate'] {
    return (path) => {
      if (this.#parsed?.start !== start) {
        this.#parsed = { start, document: parseDocument(this.#text.slice(start, end), dialect) };
      }
      const offset = positionIn(this.#parsed.document, path);
      return offset === null ? null : this.#positionOf(start + offset);
    };
  }

  #positionOf(offset: number): Position {
    const { line, col } = this.#lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  }
}
