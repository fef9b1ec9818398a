import { at, objectsOf, textOf } from './wire.js';

/** A message of a Redfish error answer, such as `Base.1.8.PropertyUnknown`. */
export interface RedfishMessage {
  readonly id: string;
  readonly text: string;
}

export interface RedfishRefusal {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly body?: unknown;
  readonly retryAfterSeconds?: number;
}

/** The BMC answered, and the answer is no. */
export class RedfishError extends Error {
  override readonly name = 'RedfishError';
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly messages: readonly RedfishMessage[];
  readonly retryAfterSeconds: number | undefined;

  constructor(refusal: RedfishRefusal) {
    const messages = messagesOf(refusal.body);
    const said = messages.map(({ id, text }) => (text === '' ? id : `${id}: ${text}`)).join('; ');
    super(`${refusal.method} ${refusal.path} → ${refusal.status}${said === '' ? '' : ` (${said})`}`);
    this.method = refusal.method;
    this.path = refusal.path;
    this.status = refusal.status;
    this.messages = messages;
    this.retryAfterSeconds = refusal.retryAfterSeconds;
  }

  /** Whether the BMC named this message, whatever the registry and its version: `says('PropertyUnknown')`. */
  says(...names: readonly string[]): boolean {
    return this.messages.some(({ id }) => names.some((name) => id === name || id.endsWith(`.${name}`)));
  }
}

/**
 * How it went wrong without an answer that counts. `unreachable`: no connection, or it broke. `timed-out`: silence.
 * `untrusted`: TLS. `unintelligible`: not Redfish. `too-large`: more than is read. `stopped`: the caller's signal.
 */
export type RedfishFault = 'unreachable' | 'timed-out' | 'untrusted' | 'unintelligible' | 'too-large' | 'stopped';

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

function messagesOf(body: unknown): RedfishMessage[] {
  const error = at(body, 'error');
  const found = [
    ...objectsOf(at(error, '@Message.ExtendedInfo')),
    ...objectsOf(at(body, '@Message.ExtendedInfo')),
    ...objectsOf(at(body, 'Messages')),
  ].map((info) => ({
    id: textOf(info.MessageId) ?? textOf(info.MessageID) ?? 'message',
    text: (textOf(info.Message) ?? '').slice(0, 300),
  }));
  if (found.length > 0) return found.slice(0, 8);
  const code = textOf(at(error, 'code'));
  return code === null ? [] : [{ id: code, text: (textOf(at(error, 'message')) ?? '').slice(0, 300) }];
}
