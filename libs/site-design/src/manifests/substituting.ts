import { isJsonList, isJsonObject, type Json } from '../documents/source-document.js';
import type { FindingLevel } from '../finding.js';
import type { RuleName } from '../rules/rule.js';
import { isSecretDocument } from '../secrets.js';
import { startsWith, valueIn, type DataPath } from './data-path.js';
import type { Draft } from './draft.js';
import type { Destination, Substitution } from './instructions.js';
import { manifestRules, type Report } from './manifest-rules.js';
import { titleOf } from './manifest.js';
import type { Patterns } from './pattern.js';
import type { Origin, Rendered } from './rendered.js';

export interface SubstitutionContext {
  readonly report: Report;
  readonly patterns: Patterns;
  /** Of what raw manifests should not have, and documents that were rendered already cannot help having. */
  readonly doubt: FindingLevel;
}

interface Fetched {
  readonly value: Json;
  readonly origin: Origin;
  readonly isSecret: boolean;
}

/** Fills the draft with what a substitution takes from its source; what cannot be done is reported and left out. */
export function substitute(
  draft: Draft,
  { substitution, source }: { readonly substitution: Substitution; readonly source: Rendered },
  context: SubstitutionContext,
): void {
  const filling = new Filling(draft, substitution, context);
  const fetched = filling.fetch(source);
  if (fetched === null) return;
  for (const destination of substitution.destinations) filling.fill(destination, fetched);
}

class Filling {
  constructor(
    private readonly draft: Draft,
    private readonly substitution: Substitution,
    private readonly context: SubstitutionContext,
  ) {}

  fetch(source: Rendered): Fetched | null {
    // The data of a secret is often a plain text; whatever the path says, that is meant.
    const isText = !isJsonObject(source.data) && !isJsonList(source.data);
    const path = isText ? [] : this.substitution.path;
    const value = valueIn(source.data, path);
    if (value === undefined || value === null) {
      const message = `${titleOf(source.document)} has nothing at this path`;
      return this.#wrong(manifestRules.source, { at: ['src', 'path'], message });
    }
    const { pattern } = this.substitution;
    const part = pattern === null ? value : this.#partOf(value, pattern);
    return part === null ? null : { value: part, origin: { rendered: source, path }, isSecret: isSecret(source, path) };
  }

  #partOf(value: Json, expression: string): Json | null {
    const wrong = (message: string, level: FindingLevel = 'error'): null =>
      this.#wrong(manifestRules.pattern, { at: ['src', 'pattern'], message, level });
    if (typeof value !== 'string') return wrong('a pattern looks in a text, and the source is none');
    const pattern = this.context.patterns.of(expression);
    if (typeof pattern === 'string') return wrong(unusable(pattern));
    const found = pattern.first(value, this.substitution.matchGroup);
    if ('unusable' in found) return wrong(unusable(found.unusable));
    if (found.text === null) wrong('the pattern matches nothing in the source, of which all is taken', 'warning');
    return found.text ?? value;
  }

  fill(destination: Destination, fetched: Fetched): void {
    const { path, pattern } = destination;
    const changed =
      pattern === null ? this.#put(path, fetched) : this.#replaceTexts({ ...destination, pattern }, fetched);
    if ('message' in changed) this.#wrong(changed.rule, { ...changed, at: this.#below(destination, changed.field) });
    else if (fetched.isSecret) for (const secret of changed) this.draft.noteSecret(secret);
  }

  #put(path: DataPath, { value, origin }: Fetched): readonly DataPath[] | Unfilled {
    if (this.draft.put(path, value, origin)) return [path];
    const message = 'something that is no object, or no list, is in the way of this path';
    return { rule: manifestRules.destination, field: 'path', message };
  }

  #replaceTexts(
    { path, pattern: expression, depth }: Destination & { readonly pattern: string },
    { value }: Fetched,
  ): readonly DataPath[] | Unfilled {
    const wrong = (message: string, level: FindingLevel = 'error'): Unfilled => ({
      rule: manifestRules.pattern,
      field: 'pattern',
      message,
      level,
    });
    const pattern = this.context.patterns.of(expression);
    if (typeof pattern === 'string') return wrong(unusable(pattern));
    if (typeof value === 'object') return wrong('a pattern is replaced by a text, and the source is none');
    const there = this.draft.valueAt(path);
    if (there === undefined || (depth === null && typeof there !== 'string')) {
      const message = 'there is no text at this path to replace something in';
      return { rule: manifestRules.destination, field: 'path', message };
    }
    const changed = this.draft.replaceTexts(path, { pattern, value: String(value), depth });
    return changed.length > 0 ? changed : wrong('the pattern matches nothing here', this.context.doubt);
  }

  #below(destination: Destination, field: string): string[] {
    return [...destination.at.slice(this.substitution.at.length), field];
  }

  #wrong(rule: RuleName, { at, message, level = 'error' }: Wrong): null {
    this.context.report(rule, {
      level,
      message,
      advice: `Correct this substitution from ${titleOf(this.substitution)}.`,
      at: { document: this.draft.document, path: [...this.substitution.at, ...at] },
    });
    return null;
  }
}

/** Why a destination could not be filled, and which of its fields is to blame. */
interface Unfilled {
  readonly rule: RuleName;
  readonly field: 'path' | 'pattern';
  readonly message: string;
  readonly level?: FindingLevel;
}

interface Wrong {
  /** Below the substitution. */
  readonly at: readonly string[];
  readonly message: string;
  readonly level?: FindingLevel;
}

const unusable = (reason: string): string => `the pattern cannot be used: ${reason}`;

/** Of a secret document, or what was itself filled in from one. */
const isSecret = (source: Rendered, path: DataPath): boolean =>
  isSecretDocument(source.document) ||
  source.secrets.some((secret) => startsWith(secret, path) || startsWith(path, secret));
