import { EVENT_ID, getScalarValue, type Event } from 'js-yaml';
import { offsetOf } from './yaml-composer.js';

/** Where a value was written, and the values in it by key or index. */
interface Written {
  readonly offset: number;
  readonly parts: ReadonlyMap<string, Written>;
}

const nothing: ReadonlyMap<string, Written> = new Map();

/** The places of all values of one document, made of its events. `next` is the index of the first event of its content. */
export class YamlPositions {
  readonly #text: string;
  readonly #events: readonly Event[];
  readonly #anchors = new Map<string, Written>();
  readonly #root: Written;
  #next: number;

  constructor(text: string, events: readonly Event[], next: number) {
    this.#text = text;
    this.#events = events;
    this.#next = next;
    this.#root = this.#node();
  }

  /** The offset at which the value at a key path was written: of its key, where it has one. null when it is not there. */
  of(path: readonly string[]): number | null {
    return path.reduce<Written | undefined>((place, key) => place?.parts.get(key), this.#root)?.offset ?? null;
  }

  #node(): Written {
    const event = this.#events[this.#next];
    this.#next += 1;
    const offset = offsetOf(event);
    switch (event?.type) {
      case EVENT_ID.ALIAS:
        return {
          offset,
          parts: this.#anchors.get(this.#text.slice(event.anchorStart, event.anchorEnd))?.parts ?? nothing,
        };
      case EVENT_ID.SCALAR:
        return this.#anchored(event, { offset, parts: nothing });
      case EVENT_ID.SEQUENCE:
        return this.#anchored(event, { offset, parts: this.#list() });
      case EVENT_ID.MAPPING:
        return this.#anchored(event, { offset, parts: this.#mapping() });
      default:
        return { offset, parts: nothing };
    }
  }

  #list(): Map<string, Written> {
    const parts = new Map<string, Written>();
    while (!this.#closes()) parts.set(String(parts.size), this.#node());
    return parts;
  }

  #mapping(): Map<string, Written> {
    const parts = new Map<string, Written>();
    const merged: Written[] = [];
    while (!this.#closes()) {
      const key = this.#events[this.#next];
      const text = key?.type === EVENT_ID.SCALAR ? getScalarValue(this.#text, key) : null;
      this.#node();
      const value = this.#node();
      if (text === '<<') merged.push(value);
      else if (text !== null) parts.set(text, { ...value, offset: offsetOf(key) });
    }
    for (const { parts: more } of merged) for (const [key, place] of more) if (!parts.has(key)) parts.set(key, place);
    return parts;
  }

  #anchored(event: { readonly anchorStart: number; readonly anchorEnd: number }, place: Written): Written {
    if (event.anchorStart !== -1) this.#anchors.set(this.#text.slice(event.anchorStart, event.anchorEnd), place);
    return place;
  }

  #closes(): boolean {
    const event = this.#events[this.#next];
    if (event !== undefined && event.type !== EVENT_ID.POP) return false;
    this.#next += 1;
    return true;
  }
}
