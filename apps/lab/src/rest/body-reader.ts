import { invalid, type Complaint } from './problem.error.js';

/** A field's value as it is meant, and what to say of any other. `read` answers undefined for what it does not take. */
export interface Field<T> {
  readonly read: (value: unknown) => T | undefined;
  readonly wanted: string;
}

export const flag: Field<boolean> = {
  read: (value) => (typeof value === 'boolean' ? value : undefined),
  wanted: 'true or false',
};

export const numberFrom = (least: number, most: number): Field<number> => ({
  read: (value) => (typeof value === 'number' && value >= least && value <= most ? value : undefined),
  wanted: `a number from ${least} to ${most}`,
});

export const integerFrom = (least: number, most: number): Field<number> => ({
  read: (value) => (Number.isInteger(value) ? numberFrom(least, most).read(value) : undefined),
  wanted: `a whole number from ${least} to ${most}`,
});

export const oneOf = <T extends string | number>(...values: readonly T[]): Field<T> => ({
  read: (value) => values.find((candidate) => candidate === value),
  wanted: values.map((value) => JSON.stringify(value)).join(' or '),
});

export const orNull = <T>({ read, wanted }: Field<T>): Field<T | null> => ({
  read: (value) => (value === null ? null : read(value)),
  wanted: `${wanted}, or null`,
});

/** Takes fields out of a body and remembers what is wrong with them. */
export class BodyReader {
  readonly #fields: ReadonlyMap<string, unknown>;
  readonly #at: string;
  readonly #complaints: Complaint[];
  readonly #taken = new Set<string>();

  private constructor(fields: object, at: string, complaints: Complaint[]) {
    this.#fields = new Map(Object.entries(fields));
    this.#at = at;
    this.#complaints = complaints;
  }

  static of(body: unknown): BodyReader {
    if (isFields(body)) return new BodyReader(body, '', []);
    throw invalid([{ path: '', message: 'the body must be a JSON object' }]);
  }

  /** The fallback where the field is left out or wrong. */
  take<T>(name: string, { read, wanted }: Field<T>, fallback: T): T {
    this.#taken.add(name);
    if (!this.#fields.has(name)) return fallback;
    const value = read(this.#fields.get(name));
    if (value === undefined) this.#complain(name, `must be ${wanted}`);
    return value ?? fallback;
  }

  /** What a field with fields of its own is made of; null where it is null, left out or no object. */
  part<T>(name: string, read: (part: BodyReader) => T): T | null {
    this.#taken.add(name);
    const value = this.#fields.get(name) ?? null;
    if (value === null) return null;
    if (!isFields(value)) {
      this.#complain(name, 'must be an object, or null');
      return null;
    }
    const part = new BodyReader(value, `${this.#at}${name}.`, this.#complaints);
    const made = read(part);
    part.#refuseOthers(`is nothing that ${name} has`);
    return made;
  }

  /** Throws what is wrong; a field that nobody took is. */
  end(): void {
    this.#refuseOthers('is not a fault');
    if (this.#complaints.length > 0) throw invalid(this.#complaints);
  }

  #refuseOthers(message: string): void {
    for (const name of this.#fields.keys()) if (!this.#taken.has(name)) this.#complain(name, message);
  }

  #complain(name: string, message: string): void {
    this.#complaints.push({ path: `${this.#at}${name}`, message });
  }
}

const isFields = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
