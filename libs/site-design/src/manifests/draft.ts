import { isJsonList, isJsonObject, ownValue, type Json, type SourceDocument } from '../documents/source-document.js';
import { merged, startsWith, valueIn, without, written, type DataPath } from './data-path.js';
import type { Pattern } from './pattern.js';
import type { Change, Origin, Rendered } from './rendered.js';
import type { Work } from './work.js';

/** A document while it is rendered. Values are never changed in place: documents share them. */
export class Draft {
  #data: Json | undefined;
  #changes: Change[] = [];
  #secrets: DataPath[];

  constructor(
    readonly document: SourceDocument,
    private readonly base: Rendered | null,
    private readonly work: Work,
  ) {
    this.#data = base === null ? ownValue(document.content, 'data') : base.data;
    this.#secrets = [...(base?.secrets ?? [])];
  }

  valueAt(path: DataPath): Json | undefined {
    return valueIn(this.#data, path);
  }

  /** Whether it could be put there: not where something else is in the way. */
  put(path: DataPath, value: Json, from: Origin): boolean {
    const data = written(this.#data, { path, value }, this.work);
    if (data === undefined) return false;
    this.work.spend(this.#secrets.length);
    this.#data = data;
    this.#changes.push({ kind: 'taken', at: path, from });
    this.#secrets = this.#secrets.filter((secret) => !startsWith(secret, path));
    return true;
  }

  merge(path: DataPath, value: Json): boolean {
    const over = merged(this.valueAt(path), value, this.work);
    const data = written(this.#data, { path, value: over }, this.work);
    if (data === undefined) return false;
    this.#data = data;
    this.#changes.push({ kind: 'merged', at: path });
    return true;
  }

  remove(path: DataPath): void {
    this.#data = without(this.#data ?? null, path, this.work);
    const last = path.at(-1);
    if (typeof last === 'number') this.#changes.push({ kind: 'removed', list: path.slice(0, -1), index: last });
    this.#secrets = this.#secrets.filter((secret) => !startsWith(secret, path));
  }

  noteSecret(path: DataPath): void {
    this.#secrets.push(path);
  }

  /** Replaces in the text at the path, or in those that many levels below it. Answers the paths of the texts that changed. */
  replaceTexts(path: DataPath, { pattern, value, depth }: TextReplacement): DataPath[] {
    const changed = this.#texts(path, this.valueAt(path), depth ?? 0).flatMap((text) => {
      const replaced = pattern.replaced(text.value, value);
      return replaced === null ? [] : [{ ...text, value: replaced }];
    });
    for (const text of changed) this.#data = written(this.#data, text, this.work);
    return changed.map((text) => text.path);
  }

  #texts(path: DataPath, value: Json | undefined, depth: number): { path: DataPath; value: string }[] {
    if (typeof value === 'string') return [{ path, value }];
    if (depth === 0 || value === undefined) return [];
    const entries: [string | number, Json][] = isJsonList(value)
      ? value.map((part, index) => [index, part])
      : Object.entries(isJsonObject(value) ? value : {});
    this.work.spend(entries.length);
    return entries.flatMap(([step, part]) => this.#texts([...path, step], part, depth - 1));
  }

  finished(): Rendered {
    const { document, base } = this;
    return { document, base, data: this.#data, changes: this.#changes, secrets: this.#secrets };
  }
}

export interface TextReplacement {
  readonly pattern: Pattern;
  readonly value: string;
  /** As in `Destination`. */
  readonly depth: number | null;
}
