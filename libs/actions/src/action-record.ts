import type { ActionRecord, ActionRequest, ActionService } from '@drydock/contracts';
import type { ActionRow } from './action.entity.js';
import { secretPathsOf, withSecretsHidden } from './request-secrets.js';

/** A row as REST answers it and as its result carries it. */
export const recordOf = (service: ActionService, row: ActionRow): ActionRecord => ({
  id: row.id,
  action: row.name,
  service,
  node: row.node,
  driver: row.driver,
  revision: row.revision,
  state: row.state,
  attempts: row.attempts,
  progress: row.progress,
  dryRun: row.dryRun,
  request: shownRequest(service, row.request),
  result: row.result,
  noop: row.noop,
  would: row.would,
  risks: row.risks,
  failure: row.failure,
  confirmation: row.confirmation,
  quirks: row.quirks,
  taskId: row.taskId,
  createdAt: row.createdAt.toISOString(),
  startedAt: row.startedAt?.toISOString() ?? null,
  finishedAt: row.finishedAt?.toISOString() ?? null,
  deadline: row.deadline?.toISOString() ?? null,
});

const shownRequest = (service: ActionService, request: ActionRequest): Record<string, unknown> => ({
  ...withSecretsHidden(request, secretPathsOf(service, request.action)),
});
