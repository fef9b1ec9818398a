import { AwaitedActionStore } from './awaited-action.store.js';
import { DesignCache } from './design-cache.js';
import { Engine, type EngineParts } from './engine.js';
import { Mover } from './mover.js';
import { RolloutStore } from './rollout.store.js';
import { TaskStore } from './task.store.js';
import { WalkStore } from './walk.store.js';

/** What the engine has around it, and its limits. */
export interface EngineSurroundings extends Omit<EngineParts, 'mover' | 'walks' | 'tasks' | 'rollouts' | 'awaited'> {
  /** The kinds of tasks that hold their nodes. */
  readonly holdingKinds: readonly string[];
  readonly walksAtOnce: number;
}

export function assembleEngine({ holdingKinds, walksAtOnce, ...around }: EngineSurroundings): Engine {
  const { events, log, now } = around;
  const [walks, tasks] = [new WalkStore(), new TaskStore(holdingKinds, walksAtOnce)];
  const mover = new Mover({ designs: new DesignCache(), walks, tasks, events, log, now });
  return new Engine({
    ...around,
    mover,
    walks,
    tasks,
    rollouts: new RolloutStore(),
    awaited: new AwaitedActionStore(),
  });
}
