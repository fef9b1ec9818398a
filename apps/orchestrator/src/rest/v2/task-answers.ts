import type { Failure } from '@drydock/contracts';
import type { PlannedWalk } from '../../domain/plan.js';
import type { TaskOutcome } from '../../domain/task-outcome.js';
import type { HoldRow, StepRow, TaskRow, TaskState, WalkRow } from '../../persistence/entities.js';
import type { TaskKind } from '../../workflows/workflow.js';

export interface NodeAnswer {
  readonly name: string;
  readonly state: WalkRow['state'];
  readonly outcome: WalkRow['outcome'];
  readonly reason: string | null;
  readonly failure: Failure | null;
  readonly held: boolean;
  /** Who works on it, or left something unfinished on it, while this task waits for its turn. */
  readonly waitsFor: { readonly task: string; readonly reason: string; readonly since: string } | null;
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
  readonly createdBy: string;
  readonly createdAt: string;
  readonly endedAt: string | null;
}

/** The walks of tasks, and behind whom those wait that were not begun. */
export interface Walks {
  readonly rows: readonly WalkRow[];
  readonly waitedFor: ReadonlyMap<string, HoldRow>;
}

export function taskAnswer(task: TaskRow, { rows, waitedFor }: Walks): TaskAnswer {
  const own = rows.filter(({ taskId }) => taskId === task.id);
  const walkAnswer = (walk: WalkRow) => ({ ...answerOf(walk), waitsFor: waitAnswer(waitedFor.get(walk.id)) });
  const site = own.find(({ node }) => node === null);
  return {
    id: task.id,
    kind: task.kind,
    design: task.designId,
    state: task.state,
    outcome: task.outcome,
    nodes: own.flatMap((walk) => (walk.node === null ? [] : [{ name: walk.node, ...walkAnswer(walk) }])),
    site: site ? walkAnswer(site) : null,
    createdBy: task.createdBy,
    createdAt: task.createdAt.toISOString(),
    endedAt: task.endedAt?.toISOString() ?? null,
  };
}

const waitAnswer = (hold: HoldRow | undefined): NodeAnswer['waitsFor'] =>
  hold ? { task: hold.taskId, reason: hold.reason, since: hold.since.toISOString() } : null;

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
export const planAnswer = (plan: readonly PlannedWalk[]) =>
  plan.map(({ node, steps }) => ({
    node,
    steps: steps.map(({ name, item, service, action }) => ({ name, item, service, action })),
  }));
