import { fromJsonLines, jsonLines, type Sql } from '@drydock/messaging';
import type { EffectiveNode } from '@drydock/site-design';
import type { TaskOptions } from '../domain/rollout.js';
import type { Walk } from '../domain/walk.js';
import type { TaskKind } from '../workflows/workflow.js';
import { DesignNodes } from './design-node.store.js';
import { AwaitedActionStore } from './awaited-action.store.js';
import { StepStore, type StepWrite } from './step.store.js';
import { StepsAtHand } from './steps-at-hand.js';

/** A walk with what is needed to move it. */
export interface LoadedWalk extends Walk {
  readonly taskId: string;
  readonly kind: TaskKind;
  readonly designId: string;
  /** Of the design: the next command has the seals that it has now. */
  readonly sealRevision: number;
  readonly options: Pick<TaskOptions, 'redeploy' | 'takeOver'>;
  readonly traceparent: string | null;
  /** Why the node is protected; null when it is not. */
  readonly protection: string | null;
  readonly effectiveNode: EffectiveNode | null;
  /** How often it was written. */
  revision: number;
}

/** What has become of the steps of walks. */
export interface StepChanges {
  readonly writes: readonly StepWrite[];
  /** Actions that they waited for and wait for no more. */
  readonly answered: readonly string[];
}

interface WalkRecord extends Omit<LoadedWalk, 'steps' | 'fresh' | 'effectiveNode'> {
  readonly stopReason: string | null;
}

/** The statements of the engine on walks and steps: set-based, the walks locked in the order of their ids. */
export class WalkStore {
  private readonly nodes = new DesignNodes();
  private readonly steps = new StepStore();
  private readonly awaited = new AwaitedActionStore();
  private readonly atHand = new StepsAtHand();

  /** Locks and loads the walks that these steps' actions belong to. */
  async lockByActions(sql: Sql, actionIds: readonly string[]): Promise<LoadedWalk[]> {
    return this.lock(sql, await this.awaited.walksOf(sql, actionIds));
  }

  async lock(sql: Sql, walkIds: readonly string[]): Promise<LoadedWalk[]> {
    if (walkIds.length === 0) return [];
    await sql.query({
      name: 'engine-lock-walks',
      text: `select from walk where id = any($1::uuid[]) order by id for update`,
      values: [walkIds],
    });
    const walks = await this.locked(sql, walkIds);
    const atHand = new Map(walks.map(({ id, revision }) => [id, this.atHand.take(id, revision)]));
    const loaded = await this.steps.ofWalks(
      sql,
      walks.flatMap(({ id }) => (atHand.get(id) ? [] : [id])),
    );
    const nodeOf = await this.nodes.load(sql, walks);
    return walks.map((walk) => ({
      ...walk,
      effectiveNode: nodeOf(walk),
      steps: atHand.get(walk.id) ?? loaded.get(walk.id) ?? [],
      fresh: new Set<string>(),
    }));
  }

  /**
   * Walks as they are once they are locked. Not in the statement that locks: where it had to wait it would see the walk anew, but
   * its task as it was before, and go on with one that was cancelled meanwhile.
   */
  private async locked(sql: Sql, walkIds: readonly string[]): Promise<WalkRecord[]> {
    const { rows } = await sql.query<WalkRecord>({
      name: 'engine-locked-walks',
      text: `select w.id, w.task_id as "taskId", w.node, w.state, w.outcome, w.reason, w.failure, w.held, w.revision,
                    t.kind, t.design_id as "designId", d.seal_revision as "sealRevision", t.options, null as traceparent,
                    case when t.state = 'stopping' then coalesce(t.stop_reason, 'the task was cancelled') end as "stopReason", t.state = 'paused' or maintenance.node is not null as paused,
                    case when protected.node is not null then concat_ws(': ', 'it is protected', protected.reason) end as protection
             from walk w join task t on t.id = w.task_id join design d on d.id = t.design_id
             left join node_mark protected on protected.node = w.node and protected.kind = 'protected'
             left join node_mark maintenance on maintenance.node = w.node and maintenance.kind = 'maintenance'
             where w.id = any($1::uuid[]) order by w.id`,
      values: [walkIds],
    });
    return rows;
  }

  /** Keeps the steps of walks at hand. Only once what was written of them is committed. */
  keepAtHand(walks: readonly LoadedWalk[]): void {
    for (const { id, revision, steps, state } of walks)
      if (state !== 'ended') this.atHand.keep(id, { revision, steps });
  }

  /** Writes walks as they are now, with those of their steps that changed and which actions they wait for no more. */
  async save(sql: Sql, walks: readonly LoadedWalk[], { writes, answered }: StepChanges): Promise<void> {
    if (walks.length === 0) return;
    await this.steps.insert(
      sql,
      writes.filter(({ added }) => added),
    );
    await this.steps.update(sql, writes);
    await this.awaited.forget(sql, answered);
    await this.awaited.expect(sql, writes);
    const ended = walks.filter(({ state }) => state === 'ended').map(({ id }) => id);
    await this.steps.forgetPorts(sql, ended);
    for (const walk of walks) walk.revision += 1;
    await sql.query({
      name: 'engine-save-walks',
      text: `update walk w
             set state = n.state, outcome = n.outcome, reason = n.reason, failure = n.failure, held = n.held, revision = n.revision,
                 started_at = coalesce(w.started_at, now()), ended_at = case when n.state = 'ended' then now() end
             from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], ${fromJsonLines('$5', 'jsonb')}, $6::boolean[], $7::integer[])
               as n (id, state, outcome, reason, failure, held, revision)
             where w.id = n.id`,
      values: [
        walks.map(({ id }) => id),
        walks.map(({ state }) => state),
        walks.map(({ outcome }) => outcome),
        walks.map(({ reason }) => reason),
        jsonLines(walks.map(({ failure }) => failure)),
        walks.map(({ held }) => held),
        walks.map(({ revision }) => revision),
      ],
    });
  }
}
