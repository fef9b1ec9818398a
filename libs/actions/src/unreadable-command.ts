import type { ActionRecord, ActionService } from '@drydock/contracts';
import { enqueue, inTransaction, type DeadLetterStore, type OutboxRelay, type Undeliverable } from '@drydock/messaging';
import type { Database } from '@drydock/service';
import { isUuid } from './command-check.js';
import { rejection } from './result-messages.js';

export interface UnreadableParts {
  readonly database: Database;
  readonly deadLetters: DeadLetterStore;
  readonly relay: OutboxRelay;
}

const commandSubject = /^drydock\.[a-z]+\.command\.(\w+)$/;

/** Puts a message aside that cannot be handled. Where it is a command whose id can be read, its sender gets a result: failed, rejected. */
export async function setAside(service: ActionService, message: Undeliverable, parts: UnreadableParts): Promise<void> {
  const record = rejectedRecord(service, message);
  await inTransaction(parts.database.pool, async (transaction) => {
    await parts.deadLetters.add(message, transaction);
    if (record) await enqueue(transaction, [rejection(service, record, record.taskId)]);
  });
  parts.relay.wake();
}

function rejectedRecord(
  service: ActionService,
  { subject, headers, reason, body }: Undeliverable,
): ActionRecord | null {
  const action = commandSubject.exec(subject)?.[1];
  const { id, node, type } = readable(body);
  const answerTo = id ?? headers['ce-id'];
  if (action === undefined || !isUuid(answerTo)) return null;
  const now = new Date().toISOString();
  const advice = 'Correct the command and send it with a new id.';
  return {
    id: answerTo,
    action,
    service,
    node: node ?? null,
    driver: type ?? 'unknown',
    revision: 1,
    state: 'failed',
    attempts: 0,
    progress: null,
    dryRun: false,
    request: {},
    result: null,
    noop: null,
    would: null,
    risks: null,
    failure: {
      kind: 'rejected',
      message: `The command is not valid: ${reason.replaceAll('\u0000', '').toWellFormed()}`,
      evidence: [],
      advice,
      leftRunning: false,
    },
    confirmation: null,
    quirks: [],
    taskId: isUuid(headers['drydock-task']) ? headers['drydock-task'] : null,
    createdAt: now,
    startedAt: null,
    finishedAt: now,
    deadline: null,
  };
}

/** What can be made out of a body that is not what it should be. */
function readable(body: string): { id?: string; node?: string; type?: string } {
  try {
    const value: unknown = JSON.parse(body);
    const text = (from: unknown, field: string): string | undefined => {
      const found: unknown = typeof from === 'object' && from !== null ? Reflect.get(from, field) : undefined;
      return typeof found === 'string' ? found.replaceAll('\u0000', '').toWellFormed() : undefined;
    };
    const target: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'target') : undefined;
    return { id: text(value, 'id'), node: text(value, 'node'), type: text(target, 'type') };
  } catch {
    // Not JSON: nothing can be made out.
    return {};
  }
}
