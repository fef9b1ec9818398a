import { hasEnded, messageTypes, subjects, type ActionRecord, type ActionService } from '@drydock/contracts';
import { envelope, type OutgoingMessage } from '@drydock/messaging';
import type { ActionRow } from './action.entity.js';
import { recordOf } from './action-record.js';

/** What is told about an action: its result once it has ended, how far it is before that. */
export function messageAbout(service: ActionService, row: ActionRow, time: Date): OutgoingMessage {
  const record = recordOf(service, row);
  const common = {
    source: service,
    about: row.node ?? 'site',
    time,
    taskId: row.taskId,
    traceparent: row.traceparent,
    body: record,
  };
  return hasEnded(record.state)
    ? envelope({
        ...common,
        id: row.id,
        messageId: `${row.id}-${row.revision}`,
        subject: subjects.result(service, row.name, record.state),
        type: messageTypes.action(service, row.name, record.state),
      })
    : envelope({
        ...common,
        id: `${row.id}-${row.revision}`,
        subject: subjects.event(service, 'action-progressed'),
        type: messageTypes.event(service, 'action-progressed'),
      });
}

/** The result of a command that could not even be accepted. */
export function rejection(service: ActionService, record: ActionRecord, taskId: string | null): OutgoingMessage {
  return envelope({
    source: service,
    about: record.node ?? 'site',
    time: new Date(record.createdAt),
    taskId,
    body: record,
    id: record.id,
    subject: subjects.result(service, record.action, 'failed'),
    type: messageTypes.action(service, record.action, 'failed'),
  });
}
