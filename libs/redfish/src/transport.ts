import { Pool } from 'undici';
import { RedfishTransportError, type RedfishFault } from './redfish.error.js';

/** Where a BMC is and how it is spoken to. */
export interface RedfishTarget {
  /** Scheme, host and port, such as `https://10.0.0.11`. */
  readonly origin: string;
  readonly username: string;
  readonly password: string;
  /** Default true. */
  readonly verifyTls?: boolean;
  /** PEM; trusted instead of the usual authorities. */
  readonly caCertificate?: string;
  /** For one request, answer included. Default 30. */
  readonly requestTimeoutSeconds?: number;
}

export interface RedfishRequest {
  readonly method: 'GET' | 'PATCH' | 'POST' | 'DELETE';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, unknown>>;
}

export interface RedfishAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON; null when there was none, or none that could be read with a status that needs none. */
  readonly body: unknown;
}

const maximumAnswerBytes = 4 * 1024 * 1024;
const connectTimeoutMs = 10_000;
/** BMCs have small computers: two requests at a time are plenty. */
const connectionsPerBmc = 2;

/** HTTP to one BMC: keep-alive, bounded in time and size, never following a redirect. */
export class Transport {
  readonly #pool: Pool;
  readonly #timeoutMs: number;

  constructor({ origin, verifyTls = true, caCertificate, requestTimeoutSeconds = 30 }: RedfishTarget) {
    this.#timeoutMs = requestTimeoutSeconds * 1000;
    this.#pool = new Pool(origin, {
      connections: connectionsPerBmc,
      pipelining: 1,
      connect: {
        timeout: Math.min(connectTimeoutMs, this.#timeoutMs),
        rejectUnauthorized: verifyTls,
        ca: caCertificate,
      },
    });
  }

  async send(request: RedfishRequest, signal: AbortSignal): Promise<RedfishAnswer> {
    const { method, path, headers, body } = request;
    const late = new AbortController();
    const deadline = setTimeout(() => late.abort(), this.#timeoutMs);
    try {
      signal.throwIfAborted();
      const answer = await this.#pool.request({
        method,
        path,
        headers: {
          accept: 'application/json',
          // Compression turns the strong ETags of some BMCs into weak ones.
          'accept-encoding': 'identity',
          'odata-version': '4.0',
          ...(body && { 'content-type': 'application/json' }),
          ...headers,
        },
        body: body && JSON.stringify(body),
        signal: AbortSignal.any([signal, late.signal]),
      });
      const text = await boundedText(answer.body, request);
      return {
        status: answer.statusCode,
        headers: Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, String(value)])),
        body: parseBody(text, answer.statusCode, request),
      };
    } catch (cause) {
      if (cause instanceof RedfishTransportError) throw cause;
      throw translate(cause, request, { stopped: signal.aborted, late: late.signal.aborted });
    } finally {
      clearTimeout(deadline);
    }
  }

  close(): Promise<void> {
    return this.#pool.destroy();
  }
}

async function boundedText(body: AsyncIterable<Uint8Array>, { method, path }: RedfishRequest): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maximumAnswerBytes) {
      throw new RedfishTransportError('too-large', `more than ${maximumAnswerBytes} bytes`, {
        method,
        path,
        sent: true,
      });
    }
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

/** A refusal may have a page of HTML, a write may have anything (it is read back anyway); what was asked for is JSON. */
function parseBody(text: string, status: number, { method, path }: RedfishRequest): unknown {
  if (text.trim() === '') return null;
  try {
    const parsed: unknown = JSON.parse(text);
    return parsed;
  } catch (cause) {
    if (method !== 'GET' || status >= 300) return null;
    throw new RedfishTransportError('unintelligible', `${status}, but no JSON`, { method, path, sent: true, cause });
  }
}

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

function translate(
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
  if (code.startsWith('HPE_')) return fail('unintelligible', `no HTTP: ${code}`);
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
