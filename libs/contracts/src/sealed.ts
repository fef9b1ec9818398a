import { ValidateBy, type ValidationOptions } from 'class-validator';
import { all, AsSchema } from './fields.js';

/**
 * A secret as it travels and rests: one compact JWE (ECDH-ES over X25519, A256GCM) whose protected header names the
 * recipient's key (`kid`) and the address the secret is for (`address`). The plaintext is the value as JSON.
 */
export interface Sealed {
  readonly sealed: string;
}

export const isSealed = (value: unknown): value is Sealed =>
  typeof value === 'object' &&
  value !== null &&
  Object.keys(value).length === 1 &&
  'sealed' in value &&
  typeof value.sealed === 'string';

/** A credential in one of the plain forms that a target takes (see `IsCredential`), or sealed. */
export type Credential = Sealed | Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const matchesForm = (value: Record<string, unknown>, form: readonly string[]): boolean =>
  Object.keys(value).length === form.length && form.every((key) => isPresent(value[key]));

const isPresent = (value: unknown): boolean => (typeof value === 'string' ? value !== '' : isRecord(value));

const describe = (forms: readonly (readonly string[])[]): string =>
  [...forms, ['sealed']].map((form) => `{ ${form.join(', ')} }`).join(' or ');

/** A credential: sealed, or plain in exactly one of `forms` (each a list of the fields that it has). */
export const IsCredential = (forms: readonly (readonly string[])[], options?: ValidationOptions): PropertyDecorator =>
  all(
    ValidateBy(
      {
        name: 'isCredential',
        validator: {
          validate: (value: unknown) =>
            isSealed(value) || (isRecord(value) && forms.some((form) => matchesForm(value, form))),
          defaultMessage: () => `$property must be ${describe(forms)}`,
        },
      },
      options,
    ),
    AsSchema({ type: 'object', writeOnly: true, description: describe(forms) }),
  );

/** A secret text: plain over REST, where it is sealed before anything is stored, sealed everywhere else. */
export const IsSealableText = (options?: ValidationOptions): PropertyDecorator =>
  all(
    ValidateBy(
      {
        name: 'isSealableText',
        validator: {
          validate: (value: unknown) => typeof value === 'string' || isSealed(value),
          defaultMessage: () => '$property must be a text or { sealed }',
        },
      },
      options,
    ),
    AsSchema({ writeOnly: true, description: 'a text, or { sealed }' }),
  );
