import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { EventFeed } from './event-feed.js';
import type { NewTask, OrchestratorClient, Step, Task } from './orchestrator.client.js';

export interface Followed {
  readonly task: Task;
  readonly steps: readonly Step[];
}

export interface Follower {
  readonly client: OrchestratorClient;
  readonly feed: EventFeed;
  /** Told each time the task was looked at. */
  readonly look: (followed: Followed) => void;
  readonly signal: AbortSignal;
}

/** Looks at least this often, should events be late; and not more often than the eye can follow. */
const atLeastEveryMs = 2_000;
const atMostEveryMs = 150;

/** Starts a task and follows it to its end. */
export async function runTask(asked: Omit<NewTask, 'id'>, { client, feed, look, signal }: Follower): Promise<Followed> {
  const { id } = await client.startTask({ id: randomUUID(), ...asked }, signal);
  for (;;) {
    const task = await client.task(id, signal);
    const followed = { task, steps: await client.steps(id, signal) };
    look(followed);
    if (task.state === 'ended') return followed;
    await pause(atMostEveryMs, undefined, { signal });
    await feed.changed(atLeastEveryMs, signal);
  }
}
