import { RedfishError } from './redfish.error.js';
import type { RedfishAnswer, RedfishRequest } from './transport.js';

/** An answer that is no, as an error. */
export const refusal = (
  { method, path }: RedfishRequest,
  { status, headers, body, loggedIn }: RedfishAnswer,
): RedfishError =>
  new RedfishError({ method, path, status, body, loggedIn, retryAfterSeconds: retryAfterSeconds(headers) });

/** `Retry-After`, in seconds; a date is taken against the BMC's own clock. */
export function retryAfterSeconds(headers: RedfishAnswer['headers']): number | undefined {
  const value = headers['retry-after']?.trim();
  if (value === undefined || value === '') return undefined;
  if (/^\d+$/.test(value)) return Number(value);
  const seconds = (Date.parse(value) - Date.parse(headers.date ?? '')) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : undefined;
}
