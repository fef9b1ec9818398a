import { RedfishTransportError, type RedfishFault } from './redfish.error.js';
import type { RedfishRequest } from './transport.js';

const notConnected = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** What Node and undici say went wrong, in the words of the library. */
export function translate(
  cause: unknown,
  { method, path }: RedfishRequest,
  { stopped, late }: { readonly stopped: boolean; readonly late: boolean },
): RedfishTransportError {
  const code = codeOf(cause);
  const sent = !isTlsCode(code) && !notConnected.has(code);
  const fail = (fault: RedfishFault, why: string) =>
    new RedfishTransportError(fault, why, { method, path, sent, cause });
  if (stopped) return fail('stopped', 'stopped');
  if (isTlsCode(code)) return fail('untrusted', `TLS: ${code}`);
  if (notConnected.has(code)) return fail('unreachable', code);
  if (late || code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') {
    return fail('timed-out', 'no answer in time');
  }
  if (code.startsWith('HPE_') || code === 'HTTPParserError') return fail('unintelligible', `no HTTP: ${code}`);
  return fail('unreachable', `the connection broke (${code})`);
}

const isTlsCode = (code: string): boolean =>
  /^(ERR_TLS|ERR_SSL|EPROTO|CERT_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED|UNABLE_TO_|ERR_OSSL)/.test(code);

function codeOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'unknown';
  if ('code' in cause && typeof cause.code === 'string') return cause.code;
  // Every address of a name that has several was tried in vain.
  if (cause instanceof AggregateError) return codeOf(cause.errors[0]);
  return cause.cause === undefined ? cause.name : codeOf(cause.cause);
}
