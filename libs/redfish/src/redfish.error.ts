import { at, isObject, objectsOf, textOf, type JsonObject } from './wire.js';

/** A message of a Redfish error answer, such as `Base.1.8.PropertyUnknown`. */
export interface RedfishMessage {
  readonly id: string;
  readonly text: string;
  /** Lower case; null where it does not say. */
  readonly severity: string | null;
}

export interface RedfishRefusal {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly body?: unknown;
  readonly retryAfterSeconds?: number;
  readonly loggedIn?: boolean;
}

/** The BMC answered, and the answer is no. */
export class RedfishError extends Error {
  override readonly name = 'RedfishError';
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly messages: readonly RedfishMessage[];
  readonly retryAfterSeconds: number | undefined;
  /** Whether the account was certainly let in, so that this refuses something else than its password. */
  readonly loggedIn: boolean;

  constructor(refusal: RedfishRefusal) {
    const messages = messagesOf(refusal.body);
    const said = messages.map(inWords).join('; ');
    super(`${refusal.method} ${refusal.path} → ${refusal.status}${said === '' ? '' : ` (${said})`}`);
    this.method = refusal.method;
    this.path = refusal.path;
    this.status = refusal.status;
    this.messages = messages;
    this.retryAfterSeconds = refusal.retryAfterSeconds;
    this.loggedIn = refusal.loggedIn ?? false;
  }

  /** Whether the BMC named this message, whatever the registry and its version: `says('PropertyUnknown')`. */
  says(...names: readonly string[]): boolean {
    return this.messages.some(({ id }) => names.some((name) => id === name || id.endsWith(`.${name}`)));
  }
}

/**
 * How it went wrong without an answer that counts. `unreachable`: no connection, or it broke. `timed-out`: silence.
 * `untrusted`: TLS. `no-http`: an answer against the rules of HTTP. `unintelligible`: one of HTTP, but not of Redfish.
 * `too-large`: more than is read. `stopped`: the caller's signal.
 * `no-session`: all sessions are taken, and without one nothing is answered.
 */
export type RedfishFault =
  'unreachable' | 'timed-out' | 'untrusted' | 'no-http' | 'unintelligible' | 'too-large' | 'stopped' | 'no-session';

export interface RedfishFaultDetails {
  readonly method: string;
  readonly path: string;
  /** False when the request certainly never arrived. */
  readonly sent: boolean;
  readonly cause?: unknown;
}

export class RedfishTransportError extends Error {
  override readonly name = 'RedfishTransportError';
  readonly method: string;
  readonly path: string;
  readonly sent: boolean;

  constructor(
    readonly fault: RedfishFault,
    why: string,
    { method, path, sent, cause }: RedfishFaultDetails,
  ) {
    super(`${method} ${path} → ${why}`, { cause });
    this.method = method;
    this.path = path;
    this.sent = sent;
  }
}

/** Several systems could be meant, or none. */
export class SystemChoiceError extends Error {
  override readonly name = 'SystemChoiceError';

  constructor(
    readonly why: 'none' | 'ambiguous' | 'unknown-id',
    message: string,
    readonly systemIds: readonly string[],
  ) {
    super(message);
  }
}

function inWords({ id, text }: RedfishMessage): string {
  if (text === '') return id;
  return id === 'message' ? text : `${id}: ${text}`;
}

const mostMessages = 8;
const longestText = 300;
const longestPage = 4_000;

/** What a refusal says, in whichever dialect: a list or one message, below `error` or not, plain text, a page of HTML. */
export function messagesOf(body: unknown): RedfishMessage[] {
  if (typeof body === 'string') return plainText(body);
  const error = at(body, 'error');
  const found = [...extendedInfo(error), ...extendedInfo(body), ...objectsOf(at(body, 'Messages'))].map(messageOf);
  if (found.length > 0) return found.slice(0, mostMessages);
  const code = textOf(at(error, 'code'));
  const text = textOf(at(error, 'message')) ?? textOf(error);
  return code === null && text === null ? [] : [{ id: code ?? 'message', text: shortened(text), severity: null }];
}

/** Messages on an object or, as annotations, on one of its properties. */
function extendedInfo(within: unknown): JsonObject[] {
  if (!isObject(within)) return [];
  const own = Object.entries(within)
    .filter(([key]) => key.endsWith('@Message.ExtendedInfo'))
    .flatMap(([, info]) => (isObject(info) ? [info] : objectsOf(info)));
  return [...own, ...(isObject(within.Boot) ? extendedInfo(within.Boot) : [])];
}

const messageOf = (info: JsonObject): RedfishMessage => ({
  id: textOf(info.MessageId) ?? textOf(info.MessageID) ?? 'message',
  text: shortened(textOf(info.Message)),
  severity: (textOf(info.MessageSeverity) ?? textOf(info.Severity))?.toLowerCase() ?? null,
});

function plainText(body: string): RedfishMessage[] {
  const words = body
    .slice(0, longestPage)
    .replace(/<(style|script|head)\b[^]*?<\/\1>/gi, ' ')
    .replace(/<[^>]*>/g, ' ');
  const text = textOf(words.replace(/\s+/g, ' '));
  return text === null ? [] : [{ id: 'message', text: shortened(text), severity: null }];
}

const shortened = (text: string | null): string => (text ?? '').slice(0, longestText);
