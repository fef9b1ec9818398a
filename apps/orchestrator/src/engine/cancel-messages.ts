import { messageTypes, subjects, type ActionService } from '@drydock/contracts';
import { envelope, type OutgoingMessage, type Sql } from '@drydock/messaging';
import { randomUUID } from 'node:crypto';

/** Tells the services to stop what a task has asked of them, but for what takes something back. */
export async function cancelMessages(
  sql: Sql,
  { taskId, reason, now }: { readonly taskId: string; readonly reason: string; readonly now: Date },
): Promise<OutgoingMessage[]> {
  const { rows } = await sql.query<{ actionId: string; service: ActionService; node: string | null }>({
    text: `select s.action_id as "actionId", s.service, s.node from step s join walk w on w.id = s.walk_id
           where w.task_id = $1 and s.state = 'sent' and s.undoes is null and s.service is not null and w.state = 'running'`,
    values: [taskId],
  });
  return rows.map(({ actionId, service, node }) =>
    envelope({
      subject: subjects.cancel(service),
      id: randomUUID(),
      source: 'orchestrator',
      type: messageTypes.cancel(service),
      about: node ?? 'site',
      time: now,
      taskId,
      body: { id: actionId, reason },
    }),
  );
}
