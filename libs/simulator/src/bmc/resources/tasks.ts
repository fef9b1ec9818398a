import { paths, type BmcState, type Endpoint, type RedfishAnswer, type Tree } from '../endpoint.js';
import { collection, link, type JsonObject } from '../json.js';
import type { Task, TaskState } from '../tasks.js';

const service = `${paths.root}/TaskService`;

export const taskService = ({ tasks }: BmcState): Tree => ({
  [service]: {
    read: () => ({
      '@odata.id': service,
      '@odata.type': '#TaskService.v1_2_1.TaskService',
      Id: 'TaskService',
      Name: 'Task Service',
      ServiceEnabled: true,
      CompletedTaskOverWritePolicy: 'Oldest',
      Status: { State: 'Enabled', Health: 'OK' },
      Tasks: link(paths.tasks),
    }),
  },
  [paths.tasks]: { read: () => collection('TaskCollection', paths.tasks, tasks.list().map(pathOf)) },
});

/** A task that is known, if the path names one. */
export function taskAt({ tasks }: BmcState, path: string): Endpoint | undefined {
  const task = tasks.list().find((candidate) => pathOf(candidate) === path);
  return task && { read: () => bodyOf(task, task.state()) };
}

/** What a request is answered with that became a task. */
export const acceptedAs = (task: Task): RedfishAnswer => ({
  status: 202,
  body: bodyOf(task, 'Running'),
  headers: { location: pathOf(task), 'retry-after': '1' },
});

const pathOf = ({ id }: Task): string => `${paths.tasks}/${id}`;

const bodyOf = (task: Task, state: TaskState): JsonObject => ({
  '@odata.id': pathOf(task),
  '@odata.type': '#Task.v1_7_4.Task',
  Id: task.id,
  Name: task.name,
  // DSP2046 has no word for a job that waits for a start of the node: it is running, and says so in its text.
  TaskState: state === 'Scheduled' ? 'Suspended' : state,
  TaskStatus: 'OK',
  PercentComplete: state === 'Completed' ? 100 : 0,
});
