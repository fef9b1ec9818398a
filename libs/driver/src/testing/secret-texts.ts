type Json = Readonly<Record<string, unknown>>;

/** Fields of a credential that name somebody or something, and may be said. */
const isOpen = (field: string): boolean => /^(username|.*Protocol)$/.test(field);

/** Where a text of a credential is, as a path below the target. */
export interface SecretText {
  readonly path: readonly string[];
  readonly text: string;
}

/** The texts of a target's credential that nobody may read. */
export const secretTextsOf = (target: { readonly credential?: unknown }): SecretText[] =>
  textsBelow(target.credential, ['credential']);

/** The texts that an action's parameters have at their secret paths, such as `bootData.key`. */
export const secretTextsAt = (parameters: object, paths: readonly string[]): SecretText[] =>
  paths.flatMap((path) => {
    const fields = path.split('.');
    const value = fields.reduce<unknown>((above, field) => (isJson(above) ? above[field] : undefined), parameters);
    return textsBelow(value, fields);
  });

function textsBelow(value: unknown, path: readonly string[]): SecretText[] {
  if (typeof value === 'string') return isOpen(path.at(-1) ?? '') ? [] : [{ path, text: value }];
  if (!isJson(value)) return [];
  return Object.entries(value).flatMap(([field, below]) => textsBelow(below, [...path, field]));
}

/** Whether a settings schema says `writeOnly` of what is at the path, or of something it is part of. */
export function isMarked(settings: Json, path: readonly string[]): boolean {
  const [field, ...below] = path;
  if (settings.writeOnly === true) return true;
  const { properties } = settings;
  const next = field !== undefined && isJson(properties) ? properties[field] : undefined;
  return isJson(next) && isMarked(next, below);
}

/** Every value of the field `changed` in a result, however deep. */
export function changesIn(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(changesIn);
  if (!isJson(value)) return [];
  return Object.entries(value).flatMap(([field, below]) => (field === 'changed' ? [below] : changesIn(below)));
}

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
