import { RE2JS } from 're2js';
import { limits, TooLarge } from '../documents/limits.js';
import type { Work } from './work.js';

const lengthAtMost = 500;
/** What an instruction of a pattern costs to prepare, in steps of work. */
const preparation = 1000;

/** What a pattern found, or why it cannot be used. */
export type Found = { readonly text: string | null } | { readonly unusable: string };

/** The regular expressions of all documents, each prepared once. */
export class Patterns {
  readonly #known = new Map<string, Pattern | string>();

  constructor(private readonly work: Work) {}

  /** The pattern, or why it is none. */
  of(text: string): Pattern | string {
    const known = this.#known.get(text) ?? this.#prepared(text);
    this.#known.set(text, known);
    return known;
  }

  #prepared(text: string): Pattern | string {
    if (text.length > lengthAtMost) return `it has more than ${lengthAtMost} characters`;
    try {
      const expression = RE2JS.compile(text);
      this.work.spend(expression.programSize() * preparation);
      return new Pattern(expression, this.work);
    } catch (error) {
      if (error instanceof TooLarge) throw error;
      // What the library says of it quotes the pattern alone, never a text that was searched.
      return error instanceof Error ? error.message : String(error);
    }
  }
}

/** A regular expression in the syntax of RE2: it takes linear time whatever the text is. */
export class Pattern {
  constructor(
    private readonly expression: RE2JS,
    private readonly work: Work,
  ) {}

  /** The first match, or a group of it; null where nothing matches. */
  first(text: string, group: number): Found {
    if (group > this.expression.groupCount()) return { unusable: `it has no group ${group}` };
    const matcher = this.expression.matcher(text);
    this.spendOn(text.length);
    if (!matcher.find()) return { text: null };
    const found = matcher.group(group);
    return found === null ? { unusable: `its group ${group} matched nothing` } : { text: found };
  }

  /** The text with the value in place of every match, taken as it is; null where nothing matches. */
  replaced(text: string, value: string): string | null {
    const matcher = this.expression.matcher(text);
    const parts: string[] = [];
    let end = 0;
    let length = text.length;
    for (;;) {
      this.spendOn(text.length - end);
      if (!matcher.find()) break;
      length += value.length;
      if (length > limits.textLength) throw new TooLarge('a text becomes too long by substitution');
      parts.push(text.slice(end, matcher.start()), value);
      end = matcher.end();
    }
    return parts.length === 0 ? null : parts.join('') + text.slice(end);
  }

  private spendOn(length: number): void {
    this.work.spend((length + 1) * this.expression.programSize());
  }
}
