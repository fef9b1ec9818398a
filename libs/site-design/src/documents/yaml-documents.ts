import type { Finding } from '../finding.js';
import { limits, TooLarge, TooManyValues } from './limits.js';
import { asDocument, duplicateKey, tooLargeText, unreadableText, type Documents } from './reading.js';
import type { SourceDocument } from './source-document.js';
import { TextLines } from './text-lines.js';
import { UnreadableYaml } from './unreadable-yaml.js';
import { positionsIn, readYamlDocument } from './yaml-document.js';
import type { YamlPositions } from './yaml-positions.js';
import { documentExtents, type Extent } from './yaml-stream.js';

/**
 * Reads YAML text into documents. What cannot be read is a finding with line and column, and the other documents are
 * still read. Positions are computed when they are asked for. Never throws.
 */
export function readDocuments(text: string): Documents {
  if (text.length > limits.textLength) {
    return { documents: [], findings: [tooLargeText(`the text has ${text.length} characters`, null)] };
  }
  return new YamlSource(text).read();
}

class YamlSource {
  readonly #text: string;
  readonly #lines: TextLines;
  readonly #read: Documents = { documents: [], findings: [] };
  #budget: number = limits.values;
  /** The document that positions were asked of last, read again. */
  #located: { readonly start: number; readonly positions: YamlPositions } | null = null;

  constructor(text: string) {
    this.#text = text;
    this.#lines = new TextLines(text);
  }

  read(): Documents {
    const broken = brokenCharacter.exec(this.#text);
    if (broken !== null) {
      this.#read.findings.push(unreadableText('the text has half a character', this.#lines.at(broken.index)));
      return this.#read;
    }
    let count = 0;
    for (const extent of documentExtents(this.#text)) {
      count += 1;
      if (count > limits.documents) {
        const message = `the text has more than ${limits.documents} documents`;
        this.#read.findings.push(tooLargeText(message, this.#lines.at(extent.start)));
        break;
      }
      this.#take(extent);
      if (this.#budget <= 0) break;
    }
    return this.#read;
  }

  #take(extent: Extent): void {
    try {
      const read = readYamlDocument(this.#text.slice(extent.start, extent.end), this.#budget);
      if (read === null) return;
      this.#budget -= read.size;
      for (const { key, offset } of read.duplicates) {
        this.#read.findings.push(duplicateKey(key, this.#lines.at(extent.start + offset)));
      }
      if (read.value === null) return;
      const taken = asDocument(read.value, (path) => this.#locate(extent, path));
      if ('document' in taken) this.#read.documents.push(taken.document);
      else this.#read.findings.push(taken.finding);
    } catch (error) {
      this.#read.findings.push(this.#unread(error, extent));
    }
  }

  #unread(error: unknown, { start }: Extent): Finding {
    if (error instanceof UnreadableYaml) return unreadableText(error.message, this.#lines.at(start + error.offset));
    if (!(error instanceof TooLarge)) throw error;
    if (error instanceof TooManyValues) this.#budget = 0;
    return tooLargeText(error.message, this.#lines.at(start));
  }

  #locate({ start, end }: Extent, path: readonly string[]): ReturnType<SourceDocument['locate']> {
    if (this.#located?.start !== start) {
      this.#located = { start, positions: positionsIn(this.#text.slice(start, end)) };
    }
    const offset = this.#located.positions.of(path);
    return offset === null ? null : this.#lines.at(start + offset);
  }
}

/** Half of a surrogate pair: no text, and no database takes it. */
const brokenCharacter = /\p{Surrogate}/u;
