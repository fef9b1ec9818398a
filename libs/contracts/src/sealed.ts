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

const longestAddress = 1024;

/** Where a target is: a URL or a host, in ASCII, without account: a password in a URL would be kept in plain. */
export const IsAddress = (): PropertyDecorator =>
  all(
    ValidateBy({
      name: 'isAddress',
      validator: {
        validate: (value: unknown) => typeof value === 'string' && isAddress(value),
        defaultMessage: (failed) =>
          `$property ${typeof failed?.value === 'string' ? whyNoAddress(failed.value) : 'must be a URL or a host'}`,
      },
    }),
    AsSchema({ type: 'string', minLength: 1, maxLength: longestAddress }),
  );

/** Whether a text is an address that a target may have. */
export const isAddress = (value: string): boolean => whyNoAddress(value) === null;

function whyNoAddress(value: string): string | null {
  const address = value.trim();
  if (address === '') return 'should not be empty';
  if (address.length > longestAddress) return `must be at most ${longestAddress} characters long`;
  if (!/^[\x21-\x7e]+$/.test(address)) return 'must be a URL or a host, in ASCII and without spaces';
  if (!address.includes('://')) return null;
  if (!URL.canParse(address)) return 'is not a URL that can be read';
  const { username, password } = new URL(address);
  return username === '' && password === '' ? null : 'must not hold an account: that belongs into the credential';
}

const defaultPorts: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/**
 * One spelling for one address, so that keys and seals can be compared: lower-case host, no default port, no trailing
 * slash. A URL keeps its scheme and path; a bare host keeps its port when there is one.
 */
export function canonicalAddress(address: string, port?: number): string {
  const trimmed = address.trim();
  if (!trimmed.includes('://')) {
    const bare = trimmed.toLowerCase().replace(/\/+$/, '');
    return port === undefined ? bare : `${bare}:${port}`;
  }
  const url = new URL(trimmed);
  const explicit = port === undefined ? url.port : String(port);
  const shown = explicit === '' || explicit === defaultPorts[url.protocol] ? '' : `:${explicit}`;
  return `${url.protocol}//${url.hostname.toLowerCase()}${shown}${url.pathname.replace(/\/+$/, '')}`;
}
