import { countActions, neverAsked, type ActionClients, type ActionCount } from './action-count.js';
import type { Display } from './display.js';
import { EventFeed } from './event-feed.js';
import { runTask, type Followed, type Follower } from './follow-task.js';
import { AnswerError } from './json.client.js';
import { siteName, type Failure, type NewTask, type OrchestratorClient } from './orchestrator.client.js';
import { advance, nothingYet } from './progress.js';

export interface DemoOptions {
  /** The site as YAML, adapted to this run. */
  readonly site: string;
  readonly client: OrchestratorClient;
  readonly actions: ActionClients;
  readonly display: Display;
  readonly signal: AbortSignal;
  /** Milliseconds that only go up. */
  readonly now: () => number;
}

export interface DemoOutcome {
  readonly nodes: number;
  readonly deployed: number;
  readonly taskIds: readonly string[];
  /** What went wrong, for an operator: which node, which step, why, what to try. */
  readonly problems: readonly string[];
  readonly seconds: number;
  readonly actions: ActionCount;
  /** Of the catalogue: what has never been asked for, even now. */
  readonly missing: readonly string[];
}

const wayUp = ['verify_site', 'verify_nodes', 'prepare_site', 'prepare_nodes', 'deploy_nodes'] as const;
const wayBackUp = ['prepare_nodes', 'deploy_nodes'] as const;

/**
 * Deploys the site, as an operator would, over the public API. When the services have not yet been asked for every action, one
 * node is then taken down and brought back.
 */
export async function runDemo(options: DemoOptions): Promise<DemoOutcome> {
  const { now } = options;
  const startedMs = now();
  const over = new AbortController();
  const story = new Story({ ...options, signal: AbortSignal.any([options.signal, over.signal]) });
  try {
    await tell(story, options).catch((error: unknown) => {
      if (!(error instanceof AnswerError)) throw error;
      story.problems.push(error.message);
    });
    return await sumUp(story, options, now() - startedMs);
  } finally {
    over.abort();
  }
}

async function tell(story: Story, { client, actions, site, signal }: DemoOptions): Promise<void> {
  const design = await client.storeDesign(site, signal);
  if (design.id === null) story.problems.push(...design.findings.map((finding) => `the sample site: ${finding}`));
  else {
    await story.walk(wayUp, { design: design.id, nodes: { all: true } });
    const last = story.lastDeployed();
    if (last !== undefined && (await neverAsked(actions, signal)).length > 0) {
      const only = { design: design.id, nodes: { filter: { names: [last] } } };
      const isDown = await story.walk(['destroy_nodes'], { ...only, confirmNodes: 1 });
      if (isDown) await story.walk(wayBackUp, only);
    }
  }
}

async function sumUp(story: Story, { actions, signal }: DemoOptions, tookMs: number): Promise<DemoOutcome> {
  return {
    nodes: story.standing.size,
    deployed: [...story.standing.values()].filter(Boolean).length,
    taskIds: story.taskIds,
    problems: story.problems,
    seconds: tookMs / 1000,
    actions: await countActions(actions, story.taskIds, signal),
    missing: await neverAsked(actions, signal),
  };
}

/** What happened so far. */
class Story {
  readonly taskIds: string[] = [];
  readonly problems: string[] = [];
  /** Every node of the site: is it deployed? */
  readonly standing = new Map<string, boolean>();
  private progress = nothingYet;
  private readonly feed: EventFeed;

  constructor(private readonly options: DemoOptions) {
    this.feed = new EventFeed((lastEventId, signal) => options.client.events(lastEventId, signal));
    void this.feed.listen(options.signal);
  }

  lastDeployed(): string | undefined {
    return [...this.standing].findLast(([, deployed]) => deployed)?.[0];
  }

  /** Runs tasks one after the other; goes on without the nodes that failed. Answers whether it came to the end. */
  async walk(kinds: readonly string[], asked: Omit<NewTask, 'id' | 'kind'>): Promise<boolean> {
    for (const kind of kinds) {
      const followed = await runTask({ kind, ...asked }, this.follower());
      this.taskIds.push(followed.task.id);
      this.note(followed);
      if (followed.task.outcome === 'failure' || followed.task.outcome === 'cancelled') return false;
    }
    return true;
  }

  private follower(): Follower {
    const { client, display, signal, now } = this.options;
    const look = (followed: Followed): void => {
      this.progress = advance(this.progress, { ...followed, nowMs: now() });
      display.show(this.progress);
    };
    return { client, feed: this.feed, look, signal };
  }

  private note({ task, steps }: Followed): void {
    for (const { name, outcome } of task.nodes) {
      if (task.kind === 'deploy_nodes') this.standing.set(name, outcome === 'success');
      else if (task.kind === 'destroy_nodes' && outcome === 'success') this.standing.set(name, false);
      else if (!this.standing.has(name)) this.standing.set(name, false);
    }
    const failed = steps.filter(({ outcome }) => outcome === 'failure');
    const blamed = [...task.nodes, ...(task.site ? [task.site] : [])].filter(
      ({ name, failure }) => failure && !failed.some(({ node }) => (node ?? siteName) === name),
    );
    for (const { node, name, failure } of failed) {
      this.problems.push(`${task.kind}, ${node ?? 'the site'}, step "${name}": ${explain(failure)}`);
    }
    for (const { name, failure } of blamed) this.problems.push(`${task.kind}, ${name}: ${explain(failure)}`);
    if (task.outcome === 'failure' && failed.length + blamed.length === 0) this.problems.push(`${task.kind} failed`);
  }
}

const explain = (failure: Failure | null): string =>
  failure === null
    ? 'no reason given'
    : `${failure.message} (${failure.kind})${failure.advice ? ` – ${failure.advice}` : ''}`;
