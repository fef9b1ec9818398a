import { siteName, type Failure, type Step, type Task, type Walk } from './orchestrator.client.js';

/** How far a node, or the site, is in the task that concerns it last. */
export interface Row {
  readonly name: string;
  readonly task: string;
  readonly done: number;
  readonly total: number;
  /** The step that is being done, or what came of it all. */
  readonly step: string;
  readonly state: 'running' | 'done' | 'skipped' | 'failed';
  readonly failure: Failure | null;
  readonly startedMs: number;
  readonly endedMs: number | null;
}

/** One task of the demo, and how it went. */
export interface Lap {
  readonly kind: string;
  readonly outcome: string | null;
  readonly startedMs: number;
  readonly endedMs: number | null;
}

export interface Progress {
  readonly laps: readonly Lap[];
  readonly rows: readonly Row[];
}

export const nothingYet: Progress = { laps: [], rows: [] };

export interface Observation {
  readonly task: Task;
  readonly steps: readonly Step[];
  readonly nowMs: number;
}

/** The progress after a task was looked at once more. A node that the task does not concern keeps its row. */
export function advance(progress: Progress, observation: Observation): Progress {
  return { laps: lapsAfter(progress.laps, observation), rows: rowsAfter(progress.rows, observation) };
}

function lapsAfter(laps: readonly Lap[], { task, nowMs }: Observation): Lap[] {
  const last = laps.at(-1);
  const going = last !== undefined && last.kind === task.kind && last.endedMs === null;
  const lap: Lap = {
    kind: task.kind,
    outcome: task.outcome,
    startedMs: going ? last.startedMs : nowMs,
    endedMs: task.state === 'ended' ? nowMs : null,
  };
  return [...(going ? laps.slice(0, -1) : laps), lap];
}

function rowsAfter(rows: readonly Row[], observation: Observation): Row[] {
  const { nodes, site } = observation.task;
  const walks = site ? [site, ...nodes] : nodes;
  const fresh = walks.map((walk) =>
    rowOf(walk, { ...observation, before: rows.find(({ name }) => name === walk.name) }),
  );
  const kept = rows.filter(({ name }) => name !== siteName && !walks.some((walk) => walk.name === name));
  return [...kept, ...fresh].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

const rank = ({ name }: Row): number => (name === siteName ? 0 : 1);

function rowOf(walk: Walk, { task, steps, nowMs, before }: Observation & { readonly before?: Row }): Row {
  const own = steps.filter(({ node }) => (node ?? siteName) === walk.name);
  const failed = own.find(({ outcome }) => outcome === 'failure');
  const state = stateOf(walk);
  // The same node may walk through the same kind of task twice: a row that ended and runs again has begun anew.
  const same =
    before?.task === task.kind && (before.state === 'running' || before.state === state) ? before : undefined;
  return {
    name: walk.name,
    task: task.kind,
    done: own.filter(({ outcome }) => outcome !== null).length,
    total: own.length,
    step: {
      running: nowDoing(own),
      done: 'done',
      skipped: walk.reason ?? 'nothing to do',
      failed: failed?.name ?? 'failed',
    }[state],
    state,
    failure: walk.failure ?? failed?.failure ?? null,
    startedMs: same?.startedMs ?? nowMs,
    endedMs: state === 'running' ? null : (same?.endedMs ?? nowMs),
  };
}

function nowDoing(steps: readonly Step[]): string {
  const step = steps.find(({ outcome }) => outcome === null);
  if (!step) return steps.length > 0 ? 'finishing' : 'waiting';
  return step.progress ? `${step.name}: ${step.progress}` : step.name;
}

function stateOf({ outcome, reason }: Walk): Row['state'] {
  if (outcome === null) return 'running';
  if (outcome === 'success') return reason === null ? 'done' : 'skipped';
  return 'failed';
}
