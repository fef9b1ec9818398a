/** How one environment variable is read. Throws an `Error` that says what is wrong with the value. */
export interface Variable<T> {
  readonly read: (value: string) => T;
  /** Left out: the variable must be set. */
  readonly fallback?: T;
}

export type Variables = Readonly<Record<string, Variable<unknown>>>;
export type Environment<V extends Variables> = { readonly [K in keyof V]: V[K] extends Variable<infer T> ? T : never };

export const text = (fallback?: string): Variable<string> => ({ read: (value) => value, fallback });

/** A text that may be missing. */
export const optionalText: Variable<string | null> = { read: (value) => value, fallback: null };

/** Names between commas; null when it is not set. */
export const optionalList: Variable<readonly string[] | null> = {
  read: (value) => {
    const names = value.split(',').map((name) => name.trim());
    if (names.includes('')) throw new Error(`must be names between commas, not "${value}"`);
    return names;
  },
  fallback: null,
};

export const integer = (from: number, to: number, fallback?: number): Variable<number> => ({
  read: (value) => {
    const number = Number(value);
    if (!Number.isInteger(number) || number < from || number > to) {
      throw new Error(`must be a whole number from ${from} to ${to}, not "${value}"`);
    }
    return number;
  },
  fallback,
});

export const flag = (fallback: boolean): Variable<boolean> => ({
  read: (value) => {
    if (value === '1' || value === 'true') return true;
    if (value === '0' || value === 'false' || value === '') return false;
    throw new Error(`must be 1 or 0, not "${value}"`);
  },
  fallback,
});

export const oneOf = <T extends string>(choices: readonly T[], fallback?: T): Variable<T> => ({
  read: (value) => {
    const choice = choices.find((entry) => entry === value);
    if (choice === undefined) throw new Error(`must be one of ${choices.join(', ')}, not "${value}"`);
    return choice;
  },
  fallback,
});

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const own = 'DRYDOCK_';

/** Reads the environment once. A missing, unreadable or unknown `DRYDOCK_…` variable stops the start with its name. */
export function readEnvironment<V extends Variables>(
  variables: V,
  environment: Readonly<Record<string, string | undefined>>,
): Environment<V>;
export function readEnvironment(
  variables: Variables,
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, unknown> {
  const complaints: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, { read, fallback }] of Object.entries(variables)) {
    const value = environment[name];
    if (value === undefined) {
      if (fallback === undefined) complaints.push(`${name} is not set`);
      else values[name] = fallback;
      continue;
    }
    try {
      values[name] = read(value);
    } catch (error) {
      complaints.push(`${name} ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const unknown = Object.keys(environment).filter((name) => name.startsWith(own) && !(name in variables));
  complaints.push(...unknown.map((name) => `${name} is not a variable of this service`));
  if (complaints.length > 0) throw new ConfigError(`The environment is not right: ${complaints.join('; ')}.`);
  return values;
}
