import { EVENT_ID, getScalarValue, SCALAR_STYLE, type Event, type MappingEvent, type ScalarEvent } from 'js-yaml';
import { limits, TooLarge, TooManyValues } from './limits.js';
import { scalarValue } from './yaml-scalars.js';
import { taggedCollection, taggedScalar } from './yaml-tags.js';
import { UnreadableYaml } from './unreadable-yaml.js';
import { isJsonList, isJsonObject, type Json } from './source-document.js';

export interface DuplicateKey {
  readonly key: string;
  readonly offset: number;
}

interface Composed {
  readonly value: Json;
  /** How many values it has, aliases counted as what they stand for. */
  readonly size: number;
  readonly duplicates: readonly DuplicateKey[];
}

/** What an alias stands for. */
interface Anchored {
  readonly value: Json;
  readonly size: number;
  /** Levels of nesting below it. */
  readonly height: number;
}

interface Entry {
  readonly key: string;
  readonly value: Json;
  readonly size: number;
}

const absent = -1;
const shownDuplicates = 20;

/**
 * Makes plain values of one document's events. What aliases and merge keys stand for is counted before it is used, so that
 * a few of them cannot become a billion values. Throws `TooLarge` and `UnreadableYaml`.
 */
export class YamlComposer {
  readonly #text: string;
  readonly #events: readonly Event[];
  readonly #budget: number;
  readonly #anchors = new Map<string, Anchored>();
  readonly #duplicates: DuplicateKey[] = [];
  #next: number;
  #size = 0;
  #deepest = 0;

  /** `next` is the index of the first event of the document's content. */
  constructor(text: string, events: readonly Event[], { next, budget }: { next: number; budget: number }) {
    this.#text = text;
    this.#events = events;
    this.#next = next;
    this.#budget = budget;
  }

  compose(): Composed {
    const value = this.#node(0);
    return { value, size: this.#size, duplicates: this.#duplicates };
  }

  #node(depth: number): Json {
    this.#descend(depth);
    const event = this.#take();
    if (event.type === EVENT_ID.ALIAS) return this.#alias(event, depth);
    const [size, deepest] = [this.#size, this.#deepest];
    this.#deepest = depth;
    this.#count(1);
    const value = this.#content(event, depth);
    if ('anchorStart' in event && event.anchorStart !== absent) {
      const height = this.#deepest - depth;
      this.#anchors.set(this.#slice(event.anchorStart, event.anchorEnd), { value, size: this.#size - size, height });
    }
    this.#deepest = Math.max(deepest, this.#deepest);
    return value;
  }

  #content(event: Event, depth: number): Json {
    switch (event.type) {
      case EVENT_ID.SCALAR:
        return this.#scalar(event);
      case EVENT_ID.SEQUENCE:
        taggedCollection(this.#text, event, 'seq');
        return this.#list(depth);
      case EVENT_ID.MAPPING:
        taggedCollection(this.#text, event, 'map');
        return this.#mapping(depth);
      default:
        throw new UnreadableYaml('the document ends too early', 0);
    }
  }

  #scalar(event: ScalarEvent): Json {
    const text = getScalarValue(this.#text, event);
    if (event.tagStart !== absent) return taggedScalar(this.#text, event, text);
    return event.style === SCALAR_STYLE.PLAIN ? scalarValue(text) : text;
  }

  #list(depth: number): Json {
    const list: Json[] = [];
    while (!this.#closes()) list.push(this.#node(depth + 1));
    return list;
  }

  #mapping(depth: number): Json {
    const merged: Entry[] = [];
    const own = new Map<string, Json>();
    while (!this.#closes()) {
      const event = this.#events[this.#next];
      if (event && isMergeKey(this.#text, event)) {
        this.#next += 1;
        this.#count(1);
        merged.push(...this.#merge(event.valueStart, depth + 1));
        continue;
      }
      const offset = offsetOf(event);
      const key = this.#key(depth + 1);
      if (own.has(key)) this.#noteDuplicate({ key, offset });
      own.set(key, this.#node(depth + 1));
    }
    if (merged.length === 0) return Object.fromEntries(own);
    return Object.fromEntries([...merged.map(({ key, value }) => [key, value] as const), ...own]);
  }

  /** Keys are texts as they were written: 0xff is no 255, and yes no true. */
  #key(depth: number): string {
    const event = this.#events[this.#next];
    if (event?.type === EVENT_ID.SCALAR) {
      this.#next += 1;
      this.#count(1);
      const text = getScalarValue(this.#text, event);
      if (event.tagStart !== absent) taggedScalar(this.#text, event, text);
      if (event.anchorStart !== absent) {
        this.#anchors.set(this.#slice(event.anchorStart, event.anchorEnd), { value: text, size: 1, height: 0 });
      }
      return text;
    }
    const offset = offsetOf(event);
    const key = event?.type === EVENT_ID.ALIAS ? this.#node(depth) : null;
    if (typeof key === 'string') return key;
    throw new UnreadableYaml('a key is not a text', offset);
  }

  /** The entries of one object, or of several: of those the first has the say, as in PyYAML. */
  #merge(offset: number, depth: number): Entry[] {
    const before = this.#size;
    const source = this.#node(depth);
    const size = this.#size - before;
    const objects = isJsonList(source) ? source.toReversed() : [source];
    if (!objects.every(isJsonObject)) throw new UnreadableYaml('a merge key (<<) has no object to merge', offset);
    // The values are in the document a second time, though not as often as they are named.
    this.#count(size);
    return objects.flatMap((object) => Object.entries(object).map(([key, value]) => ({ key, value, size })));
  }

  #alias(event: { readonly anchorStart: number; readonly anchorEnd: number }, depth: number): Json {
    const known = this.#anchors.get(this.#slice(event.anchorStart, event.anchorEnd));
    // Its name is not said: a password that begins with * looks like one.
    if (known === undefined) {
      throw new UnreadableYaml('an alias (*) stands for nothing, or for something that contains it', event.anchorStart);
    }
    this.#count(known.size);
    this.#descend(depth + known.height);
    return known.value;
  }

  #noteDuplicate(duplicate: DuplicateKey): void {
    if (this.#duplicates.length < shownDuplicates) this.#duplicates.push(duplicate);
  }

  #closes(): boolean {
    if (this.#events[this.#next]?.type !== EVENT_ID.POP) return false;
    this.#next += 1;
    return true;
  }

  #take(): Event {
    const event = this.#events[this.#next];
    if (event === undefined) throw new UnreadableYaml('the document ends too early', this.#text.length);
    this.#next += 1;
    return event;
  }

  #count(values: number): void {
    this.#size += values;
    if (this.#size > this.#budget) throw new TooManyValues();
  }

  #descend(depth: number): void {
    if (depth > limits.depth) throw new TooLarge(`a document is nested more than ${limits.depth} deep`);
    if (depth > this.#deepest) this.#deepest = depth;
  }

  #slice(start: number, end: number): string {
    return this.#text.slice(start, end);
  }
}

/** `<<` in quotes is a key like any other. */
const isMergeKey = (text: string, event: Event): event is ScalarEvent =>
  event.type === EVENT_ID.SCALAR &&
  event.style === SCALAR_STYLE.PLAIN &&
  event.tagStart === absent &&
  event.valueEnd - event.valueStart === 2 &&
  text.startsWith('<<', event.valueStart);

/** Where a node was written; 0 for one that is empty. */
export function offsetOf(event: Event | undefined): number {
  if (event === undefined) return 0;
  if (event.type === EVENT_ID.SCALAR) {
    const isQuoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
    return Math.max(0, event.valueStart - (isQuoted ? 1 : 0));
  }
  if (event.type === EVENT_ID.ALIAS) return event.anchorStart - 1;
  return isCollection(event) ? event.start : 0;
}

const isCollection = (event: Event): event is MappingEvent | (Event & { readonly start: number }) => 'start' in event;
