/** What a BMC works on after it has answered. */
export interface Task {
  readonly id: string;
  readonly name: string;
  readonly state: () => TaskState;
}

/** `Scheduled` waits for the next start of the node. */
export type TaskState = 'Running' | 'Scheduled' | 'Completed';

const mostTasks = 50;

/** The tasks of a BMC, the oldest of which are forgotten. */
export class Tasks {
  #tasks: Task[] = [];
  #last = 0;

  list(): readonly Task[] {
    return this.#tasks;
  }

  /** `prefix` begins its id: some call them jobs. */
  add(task: Omit<Task, 'id'>, prefix = ''): Task {
    const added = { ...task, id: `${prefix}${(this.#last += 1)}` };
    this.#tasks = [...this.#tasks, added].slice(-mostTasks);
    return added;
  }

  /** A task that is running when it is first looked at, and over after that. */
  addShort(name: string): Task {
    let looks = 0;
    return this.add({ name, state: () => ((looks += 1) > 1 ? 'Completed' : 'Running') });
  }
}
