import type { Failure } from '@drydock/contracts';
import type { PlannedWalk } from '../../domain/plan.js';
import { optionsOf, type TaskOptions } from '../../domain/rollout.js';
import type { TaskOutcome, TaskState } from '../../domain/task-outcome.js';
import { turnOf, type Waiting } from '../../domain/waiting.js';
import type { StepRow, TaskRow, WalkRow } from '../../persistence/entities.js';
import type { TaskKind } from '../../workflows/workflow.js';

export interface NodeAnswer {
  readonly name: string;
  readonly state: WalkRow['state'];
  readonly outcome: WalkRow['outcome'];
  readonly reason: string | null;
  readonly failure: Failure | null;
  readonly held: boolean;
  /** What keeps it from going on: another task or an operator, or that its turn has not come. */
  readonly waitsFor: { readonly task: string | null; readonly reason: string; readonly since: string | null } | null;
}

export interface TaskAnswer {
  readonly id: string;
  readonly kind: TaskKind;
  readonly design: string;
  readonly state: TaskState;
  readonly outcome: TaskOutcome | null;
  readonly nodes: readonly NodeAnswer[];
  /** The steps on the site as a whole, where the task has any. */
  readonly site: Omit<NodeAnswer, 'name'> | null;
  readonly waves: TaskOptions['waves'];
  readonly stopAfter: TaskOptions['stopAfter'];
  readonly priority: number;
  readonly startAt: string | null;
  /** Why it begins nothing more before it has ended: too much of it failed, or it was cancelled. */
  readonly stopReason: string | null;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly endedAt: string | null;
}

/** The walks of tasks, and behind whom those wait that others keep waiting. */
export interface Walks {
  readonly rows: readonly WalkRow[];
  readonly waitedFor: ReadonlyMap<string, Waiting>;
}

export function taskAnswer(task: TaskRow, { rows, waitedFor }: Walks): TaskAnswer {
  const own = rows.filter(({ taskId }) => taskId === task.id);
  const options = optionsOf(task.options);
  const turn = turnOf({ state: task.state, options }, own);
  const waiting = (walk: WalkRow) => waitedFor.get(walk.id) ?? (walk.state === 'queued' ? turn : null);
  const walkAnswer = (walk: WalkRow) => ({ ...answerOf(walk), waitsFor: waitAnswer(waiting(walk)) });
  const site = own.find(({ node }) => node === null);
  return {
    id: task.id,
    kind: task.kind,
    design: task.designId,
    state: task.state,
    outcome: task.outcome,
    nodes: own.flatMap((walk) => (walk.node === null ? [] : [{ name: walk.node, ...walkAnswer(walk) }])),
    site: site ? walkAnswer(site) : null,
    waves: options.waves,
    stopAfter: options.stopAfter,
    priority: options.priority,
    startAt: options.startAt,
    stopReason: task.stopReason,
    createdBy: task.createdBy,
    createdAt: task.createdAt.toISOString(),
    endedAt: task.endedAt?.toISOString() ?? null,
  };
}

const waitAnswer = (waiting: Waiting | null): NodeAnswer['waitsFor'] =>
  waiting && { task: waiting.taskId, reason: waiting.reason, since: waiting.since?.toISOString() ?? null };

const answerOf = ({ state, outcome, reason, failure, held }: WalkRow): Omit<NodeAnswer, 'name' | 'waitsFor'> => ({
  state,
  outcome: state === 'ended' ? outcome : null,
  reason,
  failure,
  held,
});

export interface StepAnswer {
  readonly id: string;
  readonly node: string | null;
  readonly name: string;
  readonly item: string | null;
  readonly service: string | null;
  readonly action: string | null;
  readonly actionId: string | null;
  readonly try: number;
  readonly state: StepRow['state'];
  readonly outcome: StepRow['outcome'];
  readonly reason: string | null;
  readonly failure: Failure | null;
  readonly undo: boolean;
  readonly progress: StepRow['progress'];
  readonly startedAt: string | null;
  readonly endedAt: string | null;
}

export const stepAnswer = (step: StepRow): StepAnswer => ({
  id: step.id,
  node: step.node,
  name: step.name,
  item: step.item,
  service: step.service,
  action: step.action,
  actionId: step.actionId,
  try: step.try,
  state: step.state,
  outcome: step.outcome,
  reason: step.reason,
  failure: step.failure,
  undo: step.undoes !== null,
  progress: step.progress,
  startedAt: step.startedAt?.toISOString() ?? null,
  endedAt: step.endedAt?.toISOString() ?? null,
});

/** A plan before there is a task: what would be done, on what, in which order. */
export const planAnswer = (plan: readonly Omit<PlannedWalk, 'rack'>[]) =>
  plan.map(({ node, steps }) => ({
    node,
    steps: steps.map(({ name, item, service, action }) => ({ name, item, service, action })),
  }));
