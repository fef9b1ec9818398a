import { constants } from 'node:crypto';
import { gunzipSync, inflateSync } from 'node:zlib';
import { Agent } from 'undici';
import { deadlineIn } from './deadline.js';
import { translate } from './faults.js';
import { RedfishTransportError } from './redfish.error.js';

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
  /** `basic` sends the password with every request, for BMCs whose sessions do not work. Default `session`. */
  readonly login?: 'session' | 'basic';
}

export interface RedfishRequest {
  readonly method: 'GET' | 'PATCH' | 'POST' | 'DELETE';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, unknown>>;
  /** `close` where nothing follows for a while: what a socket takes is not kept meanwhile. Default `keep`. */
  readonly socket?: 'keep' | 'close';
}

export interface RedfishAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON; null when there was none. The text as it is where it is no JSON and the status needs none. */
  readonly body: unknown;
  /** The account was let in right before: what is refused here is not its password. Default false. */
  readonly loggedIn?: boolean;
}

const maximumAnswerBytes = 4 * 1024 * 1024;
const connectTimeoutMs = 10_000;
/** BMCs have small computers: two requests at a time are plenty. */
const connectionsPerBmc = 2;
/** Bridges the pauses within an action, whatever a BMC says that it would bear: some offer minutes, to ten thousand sockets. */
const socketIdleMs = 4_000;

/**
 * BMCs of ten years ago speak TLS 1.0, sign with SHA-1, or renegotiate as was usual then. Where nobody looks at the
 * certificate, whoever sits in between needs no old cipher; else what counts as safe today is asked for.
 */
const tlsOfOldBmcs = {
  minVersion: 'TLSv1',
  ciphers: 'DEFAULT@SECLEVEL=0',
  secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT,
} as const;

interface AgentKind {
  readonly verifyTls: boolean;
  readonly caCertificate: string | undefined;
  readonly connectMs: number;
}

const agents = new Map<string, Agent>();

/**
 * Sockets of all BMCs that are spoken to in the same way. What is kept for one BMC goes with its last socket, seconds after
 * the last request at most: of ten thousand BMCs that are looked at once a minute only a few have any.
 */
function agentFor(kind: AgentKind): Agent {
  const key = JSON.stringify(kind);
  const known = agents.get(key);
  if (known !== undefined) return known;
  const { verifyTls, caCertificate, connectMs } = kind;
  const agent = new Agent({
    connections: connectionsPerBmc,
    pipelining: 1,
    keepAliveTimeout: socketIdleMs,
    keepAliveMaxTimeout: socketIdleMs,
    connect: {
      ...{ timeout: connectMs, rejectUnauthorized: verifyTls, ca: caCertificate },
      ...(!verifyTls && tlsOfOldBmcs),
    },
  });
  agents.set(key, agent);
  return agent;
}

/** HTTP to one BMC: keep-alive, bounded in time and size, never following a redirect. */
export class Transport {
  readonly #agent: Agent;
  readonly #origin: string;
  readonly #timeoutMs: number;
  readonly #secrets: readonly string[];

  constructor(target: RedfishTarget) {
    const { origin, verifyTls = true, caCertificate, requestTimeoutSeconds = 30 } = target;
    this.#timeoutMs = requestTimeoutSeconds * 1000;
    this.#secrets = secretsOf(target);
    this.#origin = origin;
    this.#agent = agentFor({ verifyTls, caCertificate, connectMs: Math.min(connectTimeoutMs, this.#timeoutMs) });
  }

  async send(request: RedfishRequest, signal: AbortSignal): Promise<RedfishAnswer> {
    const { method, path, headers, body, socket } = request;
    using deadline = deadlineIn(this.#timeoutMs, signal);
    let begun = false;
    try {
      signal.throwIfAborted();
      const answer = await this.#agent.request({
        origin: this.#origin,
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
        ...(socket === 'close' && { reset: true }),
        signal: deadline.signal,
      });
      begun = true;
      const text = await boundedText(answer.body, answer.headers['content-encoding'], request).catch(
        (error: unknown) => {
          // Of a write the status counts, as it is read back anyway.
          if (method === 'GET' || answer.statusCode >= 300 || isOurs(error) || signal.aborted) throw error;
          return '';
        },
      );
      // A socket is free a turn after its answer: what follows at once would open a second one.
      await new Promise((turn) => setImmediate(turn));
      // What a BMC says of a request may repeat what was in it.
      const isData = method === 'GET' && answer.statusCode < 300;
      return {
        status: answer.statusCode,
        headers: Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, String(value)])),
        body: parseBody(isData ? text : this.#withoutSecrets(text, headers), answer.statusCode, request),
      };
    } catch (cause) {
      if (isOurs(cause)) throw cause;
      throw translate(cause, request, { stopped: signal.aborted, late: deadline.isOver, begun });
    }
  }

  #withoutSecrets(text: string, { 'x-auth-token': token }: RedfishRequest['headers'] = {}): string {
    const secrets = token === undefined ? this.#secrets : [...this.#secrets, token];
    return secrets.reduce((cleaned, secret) => cleaned.replaceAll(secret, '***'), text);
  }
}

const isOurs = (error: unknown): boolean => error instanceof RedfishTransportError;

const shortestSecret = 4;

/** The ways in which an answer could repeat the password. One of a few letters would only garble everything. */
function secretsOf({ username, password }: RedfishTarget): string[] {
  if (password.length < shortestSecret) return [];
  const basic = Buffer.from(`${username}:${password}`).toString('base64');
  return [JSON.stringify(password).slice(1, -1), password, basic];
}

async function boundedText(
  body: AsyncIterable<Uint8Array>,
  encoding: string | string[] | undefined,
  { method, path }: RedfishRequest,
): Promise<string> {
  const tooLarge = () =>
    new RedfishTransportError('too-large', `more than ${maximumAnswerBytes} bytes`, { method, path, sent: true });
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maximumAnswerBytes) throw tooLarge();
    chunks.push(chunk);
  }
  try {
    return new TextDecoder().decode(unpacked(Buffer.concat(chunks), encoding));
  } catch (cause) {
    if (cause instanceof RangeError) throw tooLarge();
    throw new RedfishTransportError('unintelligible', 'cannot be unpacked', { method, path, sent: true, cause });
  }
}

/** Some compress although they are asked not to. */
function unpacked(bytes: Buffer, told: string | string[] | undefined): Buffer {
  if (bytes.byteLength === 0) return bytes;
  const encoding = String(told).toLowerCase();
  if (encoding === 'gzip' || encoding === 'x-gzip') return gunzipSync(bytes, { maxOutputLength: maximumAnswerBytes });
  return encoding === 'deflate' ? inflateSync(bytes, { maxOutputLength: maximumAnswerBytes }) : bytes;
}

/** A refusal may have a page of HTML, a write may have anything (it is read back anyway); what was asked for is JSON. */
function parseBody(text: string, status: number, { method, path }: RedfishRequest): unknown {
  if (text.trim() === '') return null;
  try {
    return jsonIn(text);
  } catch (cause) {
    if (method !== 'GET' || status >= 300) return text;
    throw new RedfishTransportError('unintelligible', `${status}, but no JSON`, { method, path, sent: true, cause });
  }
}

// eslint-disable-next-line no-control-regex -- these are exactly the characters that JSON forbids
const forbidden = /[\u0000-\u001f]+/g;

/** Some repeat to the letter what stands in the chips of their hardware. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const cleaned = text.replace(forbidden, ' ');
    if (cleaned === text) throw error;
    return JSON.parse(cleaned);
  }
}
