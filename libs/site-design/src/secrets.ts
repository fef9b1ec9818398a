import {
  isJsonObject,
  ownValue,
  valueAt,
  type Json,
  type JsonObject,
  type SourceDocument,
} from './documents/source-document.js';

/** Fields of a driver's options, and of other free objects, that hold a secret by their name. */
const secretName =
  /(^|_)pass$|pass(word|phrase|wd)$|secret|token$|private_?key|api_?key|client_?key|^credential|^community$/i;
const urlWithPassword = /^([a-z][a-z0-9+.-]*:\/\/)[^/\s:@]*:[^/\s@]+@/i;

/** Deckhand's documents that are a secret, whatever they say of how they are kept. Public keys and certificates are none. */
const secretSchema = /^deckhand\/(Passphrase|PrivateKey|CertificateKey|CertificateAuthorityKey)\//;

/** Whether all of a document is a secret: by its kind, or because it is to be kept encrypted. */
export function isSecretDocument({ schema, content }: SourceDocument): boolean {
  return secretSchema.test(schema) || valueAt(content, ['metadata', 'storagePolicy']) === 'encrypted';
}

/**
 * Where a document holds secrets, as key paths of its `content`: credentials of BMCs, switches and bootstrapper, options
 * of drivers that are secret by name, URLs with a password in them; the data of other systems' secret documents. What is
 * sealed already is not named.
 */
export function secretPaths(document: SourceDocument): string[][] {
  const data = ownValue(document.content, 'data');
  if (!document.schema.startsWith('drydock/') && isSecretDocument(document))
    return data === undefined ? [] : [['data']];
  if (!isJsonObject(data)) return [];
  const found: string[][] = [];
  for (const path of holders(document.schema, data)) {
    const holder = valueAt(data, path);
    if (!isJsonObject(holder)) continue;
    for (const [key, value] of Object.entries(holder)) if (isSecret(key, value)) found.push(['data', ...path, key]);
  }
  return found;
}

/** The effective design, or a part of it, without what a target's credential or secret options say. */
export function withoutSecrets(value: unknown): unknown {
  // Few texts have what every such URL has.
  if (typeof value === 'string') return value.includes('@') ? value.replace(urlWithPassword, '$1') : value;
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (!isRecord(value)) return value;
  const { credential: _, repositoryCredentials: _these, ...kept } = value;
  for (const key in kept) {
    const field = kept[key];
    kept[key] = key === 'options' && isJsonObject(field) ? publicOptions(field) : withoutSecrets(field);
  }
  return kept;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const publicOptions = (options: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(options).filter(([key, value]) => !isSecret(key, value)));

const holdersOfNodes = [['oob'], ['oob', 'options'], ['bootstrapper'], ['bootstrapper', 'options']] as const;

/** The objects of a document that have a credential or free fields. */
function holders(schema: string, data: JsonObject): readonly (readonly string[])[] {
  switch (schema) {
    case 'drydock/BaremetalNode/v1':
    case 'drydock/HostProfile/v1':
      return holdersOfNodes;
    case 'drydock/Rack/v1':
      return names(data, 'tor_switches').flatMap((path) => [path, [...path, 'options']]);
    case 'drydock/Region/v1':
      return [
        ['bootstrapper'],
        ['bootstrapper', 'options'],
        ...names(data, 'repositories').flatMap((path) => [path, [...path, 'options']]),
        ...names(data, 'images'),
      ];
    default:
      return [];
  }
}

function names(data: JsonObject, field: string): string[][] {
  const named = ownValue(data, field);
  return isJsonObject(named) ? Object.keys(named).map((name) => [field, name]) : [];
}

/** Whether an option of a driver is a secret, by its name. */
export const isSecretOption = (name: string): boolean => secretName.test(name);

function isSecret(key: string, value: Json): boolean {
  if (typeof value === 'string') return secretName.test(key) || urlWithPassword.test(value);
  return isJsonObject(value) && secretName.test(key) && !Object.hasOwn(value, 'sealed');
}
