import { blockLine, NotPlain, refuse, type BlockLine } from './block-line.js';
import { limits } from './limits.js';
import type { Json } from './source-document.js';

/** Anything else than printable ASCII and line feeds is not for this reader. */
const unusual = /[^\n -~]/;

export interface PlainValue {
  readonly value: Json;
  /** Scalars, lists and objects in it. */
  readonly size: number;
}

/**
 * Reads a document in the plain form that nearly all of a large site is written in: keys and values line by line, without
 * flow style, anchors, tags, block scalars, or scalars over several lines. A whole YAML parser takes more than twice as long
 * for it. null when anything in the text is not in that form; then it has to be read as the YAML that it is.
 */
export function readPlainBlock(text: string): PlainValue | null {
  if (unusual.test(text)) return null;
  try {
    return new BlockReader(text).read();
  } catch (error) {
    if (error instanceof NotPlain) return null;
    throw error;
  }
}

class BlockReader {
  readonly #text: string;
  #position = 0;
  #size = 0;
  #line: BlockLine | null = null;

  constructor(text: string) {
    this.#text = text;
  }

  read(): PlainValue {
    if (this.#text.startsWith('---\n')) this.#position = 4;
    this.#advance();
    const first = this.#line;
    if (first === null) return refuse();
    const value = this.#block(first.indent, 0);
    return this.#line === null ? { value, size: this.#size } : refuse();
  }

  #block(indent: number, depth: number): Json {
    if (depth > limits.depth - 1) return refuse();
    this.#size += 1;
    return this.#line?.inner === null ? this.#mapping(indent, depth) : this.#list(indent, depth);
  }

  #mapping(indent: number, depth: number): Json {
    const mapping: Record<string, Json> = {};
    for (let line = this.#line; line !== null && line.indent === indent; line = this.#line) {
      const { inner, key, value } = line;
      if (inner !== null || key === null || Object.hasOwn(mapping, key)) return refuse();
      this.#advance();
      this.#size += 1;
      mapping[key] = value === undefined ? this.#below(indent, depth) : this.#scalar(value);
    }
    return this.#ended(indent, mapping);
  }

  /** What stands below a key without a value: a block further in, or a list at the same place. */
  #below(indent: number, depth: number): Json {
    const line = this.#line;
    const isBlock = line !== null && (line.indent > indent || (line.indent === indent && line.inner !== null));
    return isBlock ? this.#block(line.indent, depth + 1) : this.#scalar(null);
  }

  #list(indent: number, depth: number): Json {
    const list: Json[] = [];
    for (let line = this.#line; line?.indent === indent && line.inner !== null; line = this.#line) {
      const { inner, key, value } = line;
      if (key === null) {
        this.#advance();
        list.push(this.#scalar(value ?? null));
      } else {
        this.#line = { indent: inner, inner: null, key, value };
        list.push(this.#block(inner, depth + 1));
      }
    }
    return this.#ended(indent, list);
  }

  /** A line further in would go on with the last scalar. */
  #ended<T>(indent: number, value: T): T {
    return this.#line !== null && this.#line.indent > indent ? refuse() : value;
  }

  #scalar(value: Json): Json {
    this.#size += 1;
    return value;
  }

  /** Goes to the next line that is neither empty nor a comment. */
  #advance(): void {
    const text = this.#text;
    for (let from = this.#position; from < text.length;) {
      const lineEnd = text.indexOf('\n', from);
      const end = lineEnd === -1 ? text.length : lineEnd;
      let start = from;
      while (text.charCodeAt(start) === 0x20) start += 1;
      const indent = start - from;
      from = end + 1;
      if (start >= end || text.charCodeAt(start) === 0x23) continue;
      this.#position = from;
      this.#line = blockLine(text, indent, { start, end });
      return;
    }
    this.#position = text.length;
    this.#line = null;
  }
}
