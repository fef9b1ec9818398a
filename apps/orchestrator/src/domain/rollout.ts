import type { TaskRequest } from './task-request.js';

/** What was asked for of a task beyond its kind, design and nodes. */
export interface TaskOptions {
  /** Deploy nodes again that are deployed with another design. */
  readonly redeploy: boolean;
  /** Take nodes that are powered on and known to nobody. */
  readonly takeOver: boolean;
  readonly waves: Waves | null;
  /** A number of nodes, or a share of them: `"10%"`. */
  readonly stopAfter: number | string | null;
  readonly priority: number;
  /** ISO 8601. */
  readonly startAt: string | null;
}

export interface Waves {
  readonly maxParallel: number | null;
  readonly perRack: number | null;
  readonly canary: number | null;
}

/** How a task goes over its nodes: at most so many at a time, in all and of each rack, canaries first, until so many have failed. */
export interface Rollout extends Waves {
  readonly stopAfter: number | null;
  readonly priority: number;
  readonly startAt: Date | null;
}

type Wishes = Pick<TaskRequest, keyof TaskOptions>;

/** With everything in it that may be left out. */
export const optionsOf = ({ redeploy, takeOver, waves, stopAfter, priority, startAt }: Wishes): TaskOptions => ({
  redeploy: redeploy ?? false,
  takeOver: takeOver ?? false,
  waves: waves
    ? { maxParallel: waves.maxParallel ?? null, perRack: waves.perRack ?? null, canary: waves.canary ?? null }
    : null,
  stopAfter: stopAfter ?? null,
  priority: priority ?? 0,
  startAt: startAt ?? null,
});

export const rolloutOf = ({ waves, stopAfter, priority, startAt }: TaskOptions, nodes: number): Rollout => ({
  maxParallel: waves?.maxParallel ?? null,
  perRack: waves?.perRack ?? null,
  canary: waves?.canary ?? null,
  stopAfter: stopAfter === null ? null : countOf(stopAfter, nodes),
  priority,
  startAt: startAt === null ? null : new Date(startAt),
});

/** The least number that is at least the share: one of eight is more than 10%. */
const countOf = (countOrShare: number | string, nodes: number): number =>
  typeof countOrShare === 'number'
    ? countOrShare
    : Math.max(1, Math.ceil((nodes * Number.parseInt(countOrShare, 10)) / 100));
