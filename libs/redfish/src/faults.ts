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

/** When it went wrong. */
export interface Moment {
  /** By the caller's signal. */
  readonly stopped: boolean;
  /** After the time for one request. */
  readonly late: boolean;
  /** The headers of the answer had arrived. */
  readonly begun: boolean;
}

/** What Node and undici say went wrong, in the words of the library. */
export function translate(
  cause: unknown,
  { method, path }: RedfishRequest,
  { stopped, late, begun }: Moment,
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
  if (code === 'UND_ERR_HEADERS_OVERFLOW') return fail('too-large', 'more headers than are read');
  const against = begun && code === contradiction ? null : againstHttp(cause, code);
  if (against !== null) return fail('no-http', `no valid HTTP: ${against}`);
  return fail('unreachable', `the connection broke (${code})`);
}

/** Before the body of the answer: its length is told twice. In the body: the connection broke before its end. */
const contradiction = 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH';

/** Which rule of HTTP an answer breaks; null where it is none, or merely ends too early. */
function againstHttp(cause: unknown, code: string): string | null {
  if (code === contradiction) return 'its headers contradict each other about its length';
  if (!code.startsWith('HPE_') && code !== 'HTTPParserError') return null;
  const reason = cause instanceof Error ? /\((.*)\)/.exec(cause.message)?.[1] : undefined;
  return reason !== undefined && /EOF/.test(reason) ? null : (reason ?? code);
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
