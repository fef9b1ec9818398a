import type { TaskOutcome, TaskState } from '../domain/task-outcome.js';
import type { NewEvent } from './event.store.js';
import type { StoppedTask, WalkLeftOut } from './rollout.store.js';

/** What a task has come to. */
export const stateChange = (taskId: string, state: TaskState, outcome?: TaskOutcome): NewEvent =>
  onTask(taskId, { state, ...(outcome && { outcome }) });

/** That a task begins nothing more. */
export const stopped = ({ id, reason }: StoppedTask): NewEvent => onTask(id, { stopReason: reason });

/** That a task did not go on to a node. */
export const notGoneTo = ({ taskId, node, reason }: WalkLeftOut): NewEvent => ({
  taskId,
  node,
  kind: 'node-changed',
  body: { state: 'ended', outcome: 'cancelled', reason, failure: null, held: false },
});

const onTask = (taskId: string, body: Record<string, unknown>): NewEvent => ({
  taskId,
  node: null,
  kind: 'task-changed',
  body,
});
