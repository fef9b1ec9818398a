import type { Json, JsonObject } from './source-document.js';

/** How large a value is as it would be written out, whatever parts of it are the same object. */
export interface Measure {
  /** Scalars, lists and objects. */
  readonly values: number;
  readonly depth: number;
  /** Of texts and keys. */
  readonly characters: number;
}

const scalar: Measure = { values: 1, depth: 0, characters: 0 };

/** Measures each object once, however many documents share it. What it measured must not change. */
export class Measures {
  readonly #known = new WeakMap<object, Measure>();

  of(value: Json | undefined): Measure {
    if (typeof value === 'string') return { ...scalar, characters: value.length };
    if (typeof value !== 'object' || value === null) return scalar;
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const measured = this.#inside(value);
    this.#known.set(value, measured);
    return measured;
  }

  #inside(value: readonly Json[] | JsonObject): Measure {
    let { values, depth, characters } = scalar;
    for (const [key, part] of Object.entries<Json>(value)) {
      const inside = this.of(part);
      values += inside.values;
      depth = Math.max(depth, inside.depth + 1);
      characters += inside.characters + key.length;
    }
    return { values, depth, characters };
  }
}
