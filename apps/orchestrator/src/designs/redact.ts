import type { Json, JsonObject, SourceDocument } from '@drydock/site-design';
import { secretPaths } from '@drydock/site-design';
import { createHmac } from 'node:crypto';

/** A document with a keyed HMAC in place of each secret: two are equal exactly when the documents are. */
export const withoutSecrets = (document: SourceDocument, key: string): JsonObject =>
  secretPaths(document).reduce((content, path) => replaced(content, path, key), document.content);

function replaced(object: JsonObject, [head, ...rest]: readonly string[], key: string): JsonObject {
  if (head === undefined || !Object.hasOwn(object, head)) return object;
  return { ...object, [head]: replacedIn(object[head], rest, key) };
}

function replacedIn(value: Json | undefined, path: readonly string[], key: string): Json {
  const [head, ...rest] = path;
  if (head === undefined)
    return {
      hmac: createHmac('sha256', key)
        .update(JSON.stringify(value ?? null))
        .digest('hex'),
    };
  if (Array.isArray(value))
    return value.map((entry: Json, index) => (String(index) === head ? replacedIn(entry, rest, key) : entry));
  return isObject(value) ? replaced(value, path, key) : (value ?? null);
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
