import type { TaskOutcome, TaskState } from '../domain/task-outcome.js';
import type { NewEvent } from './event.store.js';
import type { StoppedTask, UnbegunWalk } from './rollout.store.js';

/** What a task has come to. */
export const stateChange = (taskId: string, state: TaskState, outcome?: TaskOutcome): NewEvent =>
  onTask(taskId, { state, ...(outcome && { outcome }) });

/** That a task goes no further, and to which nodes it did not come. */
export const stopped = ({ id, reason, unbegun }: StoppedTask): NewEvent[] => [
  onTask(id, { stopReason: reason }),
  ...unbegun.map(notBegun),
];

/** That a task did not come to a node. */
export const notBegun = ({ taskId, node, reason }: UnbegunWalk): NewEvent => ({
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
