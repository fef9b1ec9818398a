import type { Failure, Step, Task } from './orchestrator.client.js';

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

/** The name of the row that shows the steps of the whole site. */
export const siteRow = 'site';

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
  const { task, steps } = observation;
  const names = [...task.nodes.map(({ name }) => name), ...(steps.some(({ node }) => node === null) ? [siteRow] : [])];
  const fresh = names.map((name) =>
    rowOf(
      name,
      observation,
      rows.find((row) => row.name === name),
    ),
  );
  const kept = rows.filter(({ name }) => !names.includes(name) && name !== siteRow);
  return [...kept, ...fresh].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

const rank = ({ name }: Row): number => (name === siteRow ? 0 : 1);

function rowOf(name: string, { task, steps, nowMs }: Observation, before: Row | undefined): Row {
  const own = steps.filter(({ node }) => (node ?? siteRow) === name);
  const node = task.nodes.find((candidate) => candidate.name === name);
  const done = own.filter(({ outcome }) => outcome !== null).length;
  const failed = own.find(({ outcome }) => outcome === 'failure');
  const outcome = name === siteRow ? outcomeOfSite(task, failed) : (node?.outcome ?? null);
  const state = stateOf(outcome);
  const current = own.find((step) => step.outcome === null)?.name ?? 'waiting';
  const whySkipped = own.find(({ reason }) => reason !== null)?.reason ?? 'nothing to do';
  // The same node may walk through the same kind of task twice: a row that ended and runs again has begun anew.
  const same =
    before?.task === task.kind && (before.state === 'running' || before.state === state) ? before : undefined;
  return {
    name,
    task: task.kind,
    done,
    total: own.length,
    step: { running: current, done: 'done', skipped: whySkipped, failed: failed?.name ?? 'failed' }[state],
    state,
    failure: node?.failure ?? failed?.failure ?? null,
    startedMs: same?.startedMs ?? nowMs,
    endedMs: state === 'running' ? null : (same?.endedMs ?? nowMs),
  };
}

/** Steps of the whole site have no outcome of their own beyond the task's. */
const outcomeOfSite = (task: Task, failed: Step | undefined): string | null =>
  failed ? 'failure' : task.state === 'ended' ? 'success' : null;

function stateOf(outcome: string | null): Row['state'] {
  if (outcome === null) return 'running';
  if (outcome === 'success') return 'done';
  return outcome === 'skipped' ? 'skipped' : 'failed';
}
