import { createHash } from 'node:crypto';
import type { Deviations } from './deviations.js';
import type { JsonObject } from './json.js';
import { preconditionFailed, preconditionRequired } from './redfish-refusal.error.js';

/** A resource as it is answered, with its tag where this BMC has tags. */
export function tagged({ etags }: Deviations, body: JsonObject) {
  if (etags === 'none') return { status: 200, body };
  const etag = etags === 'strong' ? tagOf(body) : `W/${tagOf(body)}`;
  return { status: 200, body: { '@odata.etag': etag, ...body }, headers: { etag } };
}

const tagOf = (body: JsonObject): string =>
  `"${createHash('sha256').update(JSON.stringify(body)).digest('base64url').slice(0, 16)}"`;

/** Refuses a change of a resource that is another by now, or that does not say which one it means. */
export function checkTag({ etags, ifMatch }: Deviations, wanted: string | undefined, body: JsonObject): void {
  if (wanted === undefined && ifMatch === 'required') throw preconditionRequired();
  if (wanted === undefined || wanted === '*' || etags === 'none') return;
  const strong = tagOf(body);
  const taken = { strong: [strong], weak: [`W/${strong}`, strong], 'weak-but-taken-strong': [strong] }[etags];
  if (!wanted.split(',').some((tag) => taken.includes(tag.trim()))) throw preconditionFailed();
}
