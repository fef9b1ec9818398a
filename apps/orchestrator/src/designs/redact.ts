import type { SecretHmac } from '@drydock/service';
import type { Json, JsonObject, SourceDocument } from '@drydock/site-design';
import { secretPaths } from '@drydock/site-design';

/** A document with a keyed HMAC in place of each secret: two are equal exactly when the documents are. */
export const withoutSecrets = (document: SourceDocument, hmac: SecretHmac): JsonObject =>
  secretPaths(document).reduce((content, path) => replaced(content, path, hmac), document.content);

function replaced(object: JsonObject, [head, ...rest]: readonly string[], hmac: SecretHmac): JsonObject {
  if (head === undefined || !Object.hasOwn(object, head)) return object;
  return { ...object, [head]: replacedIn(object[head], rest, hmac) };
}

function replacedIn(value: Json | undefined, path: readonly string[], hmac: SecretHmac): Json {
  const [head, ...rest] = path;
  if (head === undefined) return { hmac: hmac.of(value) };
  if (Array.isArray(value))
    return value.map((entry: Json, index) => (String(index) === head ? replacedIn(entry, rest, hmac) : entry));
  return isObject(value) ? replaced(value, path, hmac) : (value ?? null);
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
