import { RedfishTransportError, messagesOf } from './redfish.error.js';
import type { RedfishAnswer, RedfishRequest } from './transport.js';
import { cleanTag } from './tags.js';
import { isObject, textOf, type JsonObject } from './wire.js';

export interface Resource {
  readonly path: string;
  /** What `If-Match` is to carry when it is changed. */
  readonly etag: string | null;
  readonly body: JsonObject;
}

export const withoutFragment = (path: string): string => path.split('#', 1)[0] ?? path;

/** An answer as a resource; a fragment in the path picks a part of it (`/Chassis/1/Power#/PowerSupplies/0`). */
export function resourceOf(path: string, { status, headers, body }: RedfishAnswer): Resource {
  const [, pointer = ''] = path.split('#');
  const part = pointer.split('/').filter(Boolean).reduce(within, body);
  if (!isObject(part)) {
    const details = { method: 'GET', path, sent: true };
    throw new RedfishTransportError('unintelligible', `${status}, but no resource`, details);
  }
  const tag = pointer === '' ? cleanTag(headers.etag) : null;
  return { path, etag: tag ?? cleanTag(textOf(part['@odata.etag'])), body: part };
}

const within = (value: unknown, key: string): unknown =>
  Array.isArray(value) ? value[Number(key)] : isObject(value) ? value[key] : undefined;

/**
 * Whether a 2xx is a refusal in disguise: nothing but an error where a resource was asked for; a message of severity
 * critical, and none of success, where something was written.
 */
export function saysNo({ method }: RedfishRequest, { body }: RedfishAnswer): boolean {
  if (!isObject(body) || (method === 'GET' && !isObject(body.error))) return false;
  if (method === 'GET') return Object.keys(body).every((key) => key === 'error' || key.includes('@'));
  const messages = messagesOf(body);
  if (messages.some(({ id }) => /(^|\.)(Success|Created|NoOperation|ResetRequired|SystemResetRequired)$/.test(id)))
    return false;
  return messages.some(({ severity }) => severity === 'critical');
}
