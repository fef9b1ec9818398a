import {
  actionServices,
  catalogue,
  contractSchemas,
  endedStates,
  eventNames,
  messageTypes,
  subjects,
  withNulls,
} from '@drydock/contracts';
import { cancelBody, commandBody, reachBody } from './examples.mjs';

const ref = (name) => ({ $ref: `#/components/schemas/${name}` });
const text = (description) => ({ type: 'string', description });

const headers = {
  type: 'object',
  description:
    'CloudEvents 1.0 in binary mode. Only the body is required of publishers outside of Drydock. ce-subject is percent-encoded.',
  properties: {
    'ce-specversion': { const: '1.0' },
    'ce-id': text('action id for commands and results, unique otherwise'),
    'ce-source': text('drydock/<service>'),
    'ce-type': text('carries the version that subjects do not'),
    'ce-subject': text('node name, or site'),
    'ce-time': { type: 'string', format: 'date-time' },
    'content-type': { const: 'application/json' },
    'drydock-task': { type: 'string', format: 'uuid', description: 'the task that it belongs to' },
    traceparent: text('W3C trace context'),
    'Nats-Msg-Id': text("for JetStream's deduplication: the id, and for commands which sending it is"),
  },
};

const message = ({ type, title, payload, example }) => ({
  name: type.name ?? type,
  title,
  contentType: 'application/json',
  headers: { allOf: [ref('Headers'), { properties: { 'ce-type': type.schema ?? { const: type } } }] },
  payload,
  ...(example && { examples: [{ payload: example }] }),
});

/** A command body: an action request whose target and parameters are those of the action. */
const commandPayload = (service, action, { parameters }) => ({
  allOf: [
    ref('ActionRequest'),
    {
      type: 'object',
      required: ['id', 'action', 'target'],
      properties: { action: { const: action }, target: ref(targetNames[service]), parameters: ref(parameters.name) },
    },
  ],
});

const targetNames = { oob: 'OobTarget', node: 'NodeTarget', network: 'NetworkTarget' };

const resultPayload = (action, { result }) => ({
  allOf: [
    ref('ActionRecord'),
    { properties: { action: { const: action }, result: { anyOf: [ref(result.name), { type: 'null' }] } } },
  ],
});

const eventPayloads = { announced: 'Announcement', 'action-progressed': 'ActionRecord' };

class Writer {
  /** @type {Record<string, { address: string, messages: object }>} */
  channels = {};
  /** @type {Record<string, object>} */
  operations = {};

  /** One subject, and what the service does with it. */
  add(key, { address, does, description, messages, parameters, reply }) {
    this.channels[key] = { address, description, messages, ...(parameters && { parameters }) };
    const pointer = (name) => ({ $ref: `#/channels/${key}/messages/${name}` });
    const [first, ...others] = Object.keys(messages);
    this.operations[`${key}.${does}`] = {
      action: does,
      channel: { $ref: `#/channels/${key}` },
      messages: reply ? [pointer(first)] : [first, ...others].map(pointer),
      ...(reply && { reply: { channel: { $ref: `#/channels/${key}` }, messages: others.map(pointer) } }),
    };
  }
}

function addAction(writer, service, [action, definition]) {
  writer.add(`${service}.command.${action}`, {
    address: subjects.command(service, action),
    does: 'receive',
    description: `Asks for ${action} on ${definition.scope === 'site' ? 'the site' : 'a node'}.`,
    messages: {
      command: message({
        type: messageTypes.action(service, action, 'command'),
        title: `${action} is asked for`,
        payload: commandPayload(service, action, definition),
        example: commandBody(service, action, definition.scope),
      }),
    },
  });
  const types = endedStates.map((state) => messageTypes.action(service, action, state));
  writer.add(`${service}.result.${action}`, {
    address: `drydock.${service}.result.${action}.{state}`,
    does: 'send',
    description: `How ${action} ended: one for each command, and again whenever the command comes again.`,
    parameters: { state: { enum: [...endedStates], description: 'how the action ended' } },
    messages: {
      result: message({
        type: { name: `io.drydock.${service}.${action}`, schema: { enum: types } },
        title: `${action} has ended`,
        payload: resultPayload(action, definition),
      }),
    },
  });
}

function addService(writer, service) {
  for (const entry of Object.entries(catalogue[service])) addAction(writer, service, entry);
  writer.add(`${service}.cancel`, {
    address: subjects.cancel(service),
    does: 'receive',
    description: 'Takes an action back, also one whose command has not come yet.',
    messages: {
      cancel: message({
        type: messageTypes.cancel(service),
        title: 'An action is taken back',
        payload: ref('CancelRequest'),
        example: cancelBody,
      }),
    },
  });
  writer.add(`${service}.query.reach`, {
    address: subjects.reach(service),
    does: 'receive',
    description: 'Core request and reply: can you reach this target?',
    reply: true,
    messages: {
      query: {
        title: 'Whether a target can be reached',
        payload: ref('ReachQuery'),
        examples: [{ payload: reachBody(service) }],
      },
      answer: { title: 'Whether it can', payload: ref('ReachAnswer') },
    },
  });
}

function addEvents(writer, [service, names]) {
  for (const name of names) {
    writer.add(`${service}.event.${name}`, {
      address: subjects.event(service, name),
      does: 'send',
      description: `A fact: ${name.replaceAll('-', ' ')}.`,
      messages: {
        event: message({
          type: messageTypes.event(service, name),
          title: name.replaceAll('-', ' '),
          payload: ref(eventPayloads[name] ?? 'StateChanged'),
        }),
      },
    });
  }
}

const sorted = (record) => Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));

const schemas = () =>
  Object.fromEntries(Object.entries(contractSchemas()).map(([name, schema]) => [name, withNulls(schema)]));

/** Everything that is said over NATS, as an AsyncAPI 3.0 document: derived from the catalogue and its classes. */
export function asyncApiDocument() {
  const writer = new Writer();
  for (const service of actionServices) addService(writer, service);
  for (const entry of Object.entries(eventNames)) addEvents(writer, entry);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Drydock',
      version: '1',
      description:
        'What the services say over NATS, from the side of the service that the subject names: it receives commands and sends results and events. Readers ignore fields that they do not know. Credentials travel sealed. A body is JSON of at most 512 KiB.',
    },
    defaultContentType: 'application/json',
    servers: { nats: { host: '127.0.0.1:4222', protocol: 'nats', description: 'JetStream must be on' } },
    channels: writer.channels,
    operations: writer.operations,
    components: { schemas: sorted({ ...schemas(), Headers: headers }) },
  };
}
