import { MsgHdrsImpl, type MsgHdrs } from 'nats';

/** A message on its way out: a CloudEvent in binary mode, whose body is the payload alone. */
export interface OutgoingMessage {
  readonly subject: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface EnvelopeFields {
  readonly subject: string;
  /** Action id for commands and results, unique otherwise. */
  readonly id: string;
  readonly source: string;
  /** `io.drydock.…v1` */
  readonly type: string;
  /** Node name, or `site`. */
  readonly about: string;
  readonly time: Date;
  /** For JetStream's own deduplication; the id when left out. */
  readonly messageId?: string;
  readonly taskId?: string | null;
  readonly traceparent?: string | null;
  readonly body: unknown;
}

/** Puts a payload into its envelope: CloudEvents 1.0 headers, the task, the trace. */
export function envelope(fields: EnvelopeFields): OutgoingMessage {
  const headers: Record<string, string> = {
    'ce-specversion': '1.0',
    'ce-id': fields.id,
    'ce-source': `drydock/${fields.source}`,
    'ce-type': fields.type,
    'ce-subject': encodeURI(fields.about),
    'ce-time': fields.time.toISOString(),
    'content-type': 'application/json',
    'Nats-Msg-Id': fields.messageId ?? fields.id,
  };
  if (fields.taskId) headers['drydock-task'] = fields.taskId;
  if (fields.traceparent) headers['traceparent'] = fields.traceparent;
  return { subject: fields.subject, headers, body: fields.body };
}

/** Names that need no look at each of their letters. */
const ourNames: ReadonlySet<string> = new Set([
  ...['ce-specversion', 'ce-id', 'ce-source', 'ce-type', 'ce-subject', 'ce-time'],
  ...['content-type', 'Nats-Msg-Id', 'drydock-task', 'traceparent'],
]);

export function toNatsHeaders(fields: Readonly<Record<string, string>>): MsgHdrs {
  const headers = new MsgHdrsImpl();
  for (const [name, value] of Object.entries(fields)) {
    if (ourNames.has(name)) headers.headers.set(name, [MsgHdrsImpl.validHeaderValue(value)]);
    else headers.set(name, value);
  }
  return headers;
}

export function fromNatsHeaders(headers: MsgHdrs | undefined): Record<string, string> {
  if (!headers) return {};
  return Object.fromEntries([...headers].map(([name, [value = '']]) => [name, value]));
}
