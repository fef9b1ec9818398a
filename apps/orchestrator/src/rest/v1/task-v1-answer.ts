import type { StepRow, TaskRow, WalkRow } from '../../persistence/entities.js';

/** A task in Drydock's words. */
export function taskV1Answer(
  task: TaskRow,
  walks: readonly WalkRow[],
  failedSteps: readonly StepRow[],
): Record<string, unknown> {
  const own = walks.filter(({ taskId }) => taskId === task.id);
  const named = (good: boolean) =>
    own.flatMap(({ node, state, outcome }) =>
      node !== null && state === 'ended' && (outcome === 'success') === good ? [node] : [],
    );
  const failures = failedSteps.filter(({ taskId }) => taskId === task.id);
  return {
    kind: 'Task',
    apiVersion: 'v1',
    task_id: task.id,
    action: task.kind,
    parent_task_id: null,
    design_ref: task.designRef,
    status: task.outcome === 'cancelled' && task.cancelledAt !== null ? 'terminated' : statuses[task.state],
    result: {
      kind: 'Status',
      apiVersion: 'v1.0',
      metadata: {},
      message: null,
      reason: null,
      status: results[task.outcome ?? 'none'],
      successes: named(true),
      failures: named(false),
      links: [],
      details: { errorCount: failures.length, messageList: failures.map(messageOf) },
    },
    node_filter: task.nodeFilter,
    subtask_id_list: [],
    created: task.createdAt.toISOString(),
    created_by: task.createdBy,
    updated: (task.endedAt ?? task.createdAt).toISOString(),
    terminated: task.cancelledAt === null ? null : (task.endedAt?.toISOString() ?? null),
    terminated_by: null,
    terminate: task.state === 'stopping',
    retry: 0,
  };
}

const statuses: Record<TaskRow['state'], string> = {
  queued: 'queued',
  running: 'running',
  paused: 'running',
  stopping: 'terminating',
  ended: 'complete',
};

const results: Record<NonNullable<TaskRow['outcome']> | 'none', string> = {
  success: 'success',
  partial_success: 'partial_success',
  failure: 'failure',
  cancelled: 'failure',
  none: 'incomplete',
};

const messageOf = ({ name, node, failure, endedAt }: StepRow): Record<string, unknown> => ({
  message: `${name}: ${failure?.message ?? 'failed'}`,
  error: true,
  context_type: node === null ? 'site' : 'node',
  context: node ?? 'site',
  ts: endedAt?.toISOString() ?? null,
  extra: failure ?? {},
});
