import { ActionRecord, ActionRequest, Announcement, CancelRequest, parse } from '@drydock/contracts';
import { Broker } from '@drydock/messaging';
import Ajv from 'ajv';
import { CloudEvent, HTTP } from 'cloudevents';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asyncApiDocument } from '../../tools/messages/asyncapi.mjs';
import { eventually, startDrydock, type Drydock } from './drydock.js';
import { fakeSite } from './fake-site.js';

/** A message as it was taken off the wire. */
interface Heard {
  readonly subject: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the CloudEvents library makes of it: binary mode has the same headers in NATS as in HTTP. */
function eventOf({ subject, headers, body }: Heard): CloudEvent<unknown> {
  const event = HTTP.toEvent<unknown>({ headers: { ...headers }, body });
  if (event instanceof CloudEvent) return event;
  throw new Error(`${subject} carries no single CloudEvent.`);
}

describe('messages on NATS, read by the CloudEvents library', () => {
  let drydock: Drydock;
  let broker: Broker;
  let taskId: string;
  const heard: Heard[] = [];
  const post = (path: string, body: unknown) => drydock.call('orchestrator', { method: 'POST', path, body });

  beforeAll(async () => {
    drydock = await startDrydock();
    broker = await Broker.connect({ url: drydock.nats.url, name: 'foreign reader' });
    broker.connection.subscribe('drydock.>', {
      callback: (_error, message) => {
        const { headers, subject } = message;
        if (!headers || subject.includes('.query.')) return;
        const fields = Object.fromEntries(headers.keys().map((name) => [name, headers.get(name)]));
        heard.push({ subject, headers: fields, body: message.string() });
      },
    });
    await broker.connection.flush();
    const design = await eventually(async () => {
      const { status, body } = await post('/api/v2/designs', fakeSite(2, { node02: { delayMs: 60_000 } }));
      expect(status, JSON.stringify(body)).toBe(201);
      return body['id'];
    });
    const { body } = await post('/api/v2/tasks', { kind: 'verify_nodes', design, nodes: { all: true } });
    taskId = String(body['id']);
    await eventually(async () => expect(about(/\.result\./)).not.toEqual([]));
    await post(`/api/v2/tasks/${taskId}/cancel`, { reason: 'seen enough' });
    await eventually(async () => {
      const answer = await drydock.call('orchestrator', { method: 'GET', path: `/api/v2/tasks/${taskId}` });
      expect(answer.body['state']).toBe('ended');
    });
    await eventually(async () => expect(about(/\.result\..*\.cancelled$/)).not.toEqual([]));
    // A service says what it is when it starts.
    await drydock.restart('network');
    await eventually(async () => expect(about(/\.event\.announced$/)).not.toEqual([]));
  });
  afterAll(async () => {
    await broker.drain();
    await drydock.stop();
  });

  const about = (pattern: RegExp) => heard.filter(({ subject }) => pattern.test(subject));

  it.each([
    { what: 'commands', pattern: /\.command\./, shape: ActionRequest, type: /^io\.drydock\.\w+\.\w+\.command\.v1$/ },
    {
      what: 'results',
      pattern: /\.result\./,
      shape: ActionRecord,
      type: /^io\.drydock\.\w+\.\w+\.(succeeded|failed|cancelled)\.v1$/,
    },
    { what: 'cancels', pattern: /\.cancel$/, shape: CancelRequest, type: /^io\.drydock\.\w+\.cancel\.v1$/ },
    {
      what: 'announcements',
      pattern: /\.event\.announced$/,
      shape: Announcement,
      type: /^io\.drydock\.\w+\.announced\.v1$/,
    },
  ])('$what are valid CloudEvents 1.0 with the payload alone as data', ({ pattern, shape, type }) => {
    const messages = about(pattern);
    expect(messages.length).toBeGreaterThan(0);
    for (const message of messages) {
      const event = eventOf(message);
      expect(event.validate()).toBe(true);
      expect(event).toMatchObject({ specversion: '1.0', datacontenttype: 'application/json' });
      expect(event.type).toMatch(type);
      expect(event.source).toMatch(/^drydock\/(orchestrator|oob|node|network)$/);
      expect(Math.abs(Date.parse(event.time ?? '') - Date.now())).toBeLessThan(120_000);
      expect(parse<object>(shape, event.data, 'ignore')).toMatchObject({ ok: true });
    }
  });

  it('are what the AsyncAPI document says of their subjects', () => {
    const ajv = new Ajv({ unknownFormats: 'ignore', logger: false });
    const document = asyncApiDocument();
    const complaints = heard.map(({ subject, headers, body }) => {
      const key = subject.replace(/^drydock\./, '').replace(/\.(succeeded|failed|cancelled)$/, '');
      const [name = ''] = Object.keys(document.channels[key]?.messages ?? {});
      const at = (part: string) => ({
        $ref: `#/channels/${key}/messages/${name}/${part}`,
        components: document.components,
        channels: document.channels,
      });
      const isRight = ajv.validate(at('payload'), JSON.parse(body)) && ajv.validate(at('headers'), { ...headers });
      return isRight ? 'none' : `${subject}: ${ajv.errorsText()}`;
    });
    expect([...new Set(complaints)]).toEqual(['none']);
  });

  it('commands and results have the action id as theirs, the node as their subject, and name their task', () => {
    const messages = [...about(/\.command\./), ...about(/\.result\./)];
    for (const message of messages) {
      const { id, subject, data } = eventOf(message);
      expect(data).toMatchObject({ id, node: subject });
      expect(message.headers['drydock-task']).toBe(taskId);
    }
    expect(new Set(messages.map((message) => eventOf(message).subject))).toEqual(new Set(['node01', 'node02']));
  });

  it('are refused by the library when a header that CloudEvents demand is missing', () => {
    const [message] = about(/\.command\./);
    const { 'ce-id': _id, 'ce-type': _type, ...headers } = message?.headers ?? {};
    expect(() => eventOf({ subject: '', body: '{}', ...message, headers }).validate()).toThrow();
  });
});
