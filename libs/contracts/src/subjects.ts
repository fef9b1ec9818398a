import type { EndedState } from './action-record.js';
import type { ActionName, ActionService, Service } from './catalogue.js';
import type { EventName } from './events.js';

/** The subjects of NATS, service first, so that each service's credentials can be cut to its own. */
export const subjects = {
  command: <S extends ActionService>(service: S, action: ActionName<S>) => `drydock.${service}.command.${action}`,
  commands: (service: ActionService) => `drydock.${service}.command.>`,
  cancel: (service: ActionService) => `drydock.${service}.cancel`,
  result: (service: ActionService, action: string, state: EndedState) => `drydock.${service}.result.${action}.${state}`,
  resultsOf: (service: ActionService) => `drydock.${service}.result.>`,
  results: 'drydock.*.result.>',
  event: <S extends Service>(service: S, name: EventName<S>) => `drydock.${service}.event.${name}`,
  events: 'drydock.*.event.>',
  reach: (service: ActionService) => `drydock.${service}.query.reach`,
} as const;

/** The type of a message in CloudEvents terms, which carries the version that subjects do not. */
export const messageTypes = {
  action: (service: ActionService, action: string, what: 'command' | EndedState) =>
    `io.drydock.${service}.${action}.${what}.v1`,
  event: (service: string, name: string) => `io.drydock.${service}.${name}.v1`,
  cancel: (service: ActionService) => `io.drydock.${service}.cancel.v1`,
} as const;

/** A message body is JSON of at most this many bytes. */
export const maximumMessageBytes = 512 * 1024;
