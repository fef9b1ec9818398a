import type { Sql } from '@drydock/messaging';
import type { EffectiveNode } from '@drydock/site-design';
import type { Walk, WalkStep } from '../domain/walk.js';
import type { Command } from '../domain/command.js';
import type { TaskKind } from '../workflows/workflow.js';
import { DesignNodes } from './design-node.store.js';
import type { StoredTaskOptions } from '../persistence/entities.js';

/** A walk with what is needed to move it. */
export interface LoadedWalk extends Walk {
  readonly taskId: string;
  readonly kind: TaskKind;
  readonly designId: string;
  /** Of the design: the next command has the seals that it has now. */
  readonly sealRevision: number;
  readonly options: StoredTaskOptions;
  readonly traceparent: string | null;
  readonly effectiveNode: EffectiveNode | null;
}

/** A step to be written, and what it asks for if it was just sent. */
export interface StepWrite {
  readonly walk: LoadedWalk;
  readonly step: WalkStep;
  readonly sent: { readonly actionId: string; readonly command: Command | null; readonly deadline: Date } | null;
}

interface WalkRecord extends Omit<LoadedWalk, 'steps' | 'fresh' | 'effectiveNode'> {
  readonly stopReason: string | null;
}

const firstSendAgainSeconds = 30;

/** The statements of the engine on walks and steps: set-based, the walks locked in the order of their ids. */
export class WalkStore {
  private readonly nodes = new DesignNodes();

  /** Locks and loads the walks that these steps' actions belong to. */
  async lockByActions(sql: Sql, actionIds: readonly string[]): Promise<LoadedWalk[]> {
    const { rows } = await sql.query<{ walkId: string }>({
      name: 'engine-walks-of-actions',
      text: `select distinct walk_id as "walkId" from step where action_id = any($1::uuid[]) and state = 'sent'`,
      values: [actionIds],
    });
    return this.lock(
      sql,
      rows.map(({ walkId }) => walkId),
    );
  }

  async lock(sql: Sql, walkIds: readonly string[]): Promise<LoadedWalk[]> {
    if (walkIds.length === 0) return [];
    const { rows: walks } = await sql.query<WalkRecord>({
      name: 'engine-lock-walks',
      text: `select w.id, w.task_id as "taskId", w.node, w.state, w.outcome, w.reason, w.failure, w.held,
                    t.kind, t.design_id as "designId", d.seal_revision as "sealRevision", t.options, null as traceparent,
                    case when t.state = 'stopping' then coalesce(t.stop_reason, 'the task was cancelled') end as "stopReason", t.state = 'paused' as paused
             from walk w join task t on t.id = w.task_id join design d on d.id = t.design_id
             where w.id = any($1::uuid[]) order by w.id for update of w`,
      values: [walkIds],
    });
    const { rows: steps } = await sql.query<WalkStep & { walkId: string }>({
      name: 'engine-steps-of-walks',
      text: `select id, walk_id as "walkId", position, name, item, undoes, try, state, outcome, reason, failure, result
             from step where walk_id = any($1::uuid[]) order by walk_id, position`,
      values: [walkIds],
    });
    const byWalk = Map.groupBy(steps, ({ walkId }) => walkId);
    const nodeOf = await this.nodes.load(sql, walks);
    return walks.map((walk) => ({
      ...walk,
      effectiveNode: nodeOf(walk),
      steps: byWalk.get(walk.id) ?? [],
      fresh: new Set<string>(),
    }));
  }

  /** Writes steps as they are now: new ones (that take something back) as well as changed ones. */
  async saveSteps(sql: Sql, writes: readonly StepWrite[]): Promise<void> {
    if (writes.length === 0) return;
    const of = <T>(value: (write: StepWrite) => T): T[] => writes.map(value);
    const json = (value: (write: StepWrite) => unknown) =>
      of((write) => {
        const found = value(write);
        return found === null || found === undefined ? null : JSON.stringify(found);
      });
    await sql.query({
      name: 'engine-save-steps',
      text: `
        insert into step as s (id, walk_id, task_id, node, position, name, item, undoes, service, action, action_id, try, state,
                               outcome, reason, failure, result, command, deadline, sends, send_again_at, started_at, ended_at)
        select id, walk_id, task_id, node, position, name, item, undoes, service, action, action_id, try, state,
               outcome, reason, failure, result, command, deadline,
               case when command is null then 0 else 1 end,
               case when command is not null then now() + make_interval(secs => ${firstSendAgainSeconds}) end,
               case when state = 'sent' then now() end, case when state = 'ended' then now() end
        from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::integer[], $6::text[], $7::text[], $8::uuid[], $9::text[],
                    $10::text[], $11::uuid[], $12::integer[], $13::text[], $14::text[], $15::text[], $16::jsonb[], $17::jsonb[],
                    $18::jsonb[], $19::timestamptz[])
          as n (id, walk_id, task_id, node, position, name, item, undoes, service, action, action_id, try, state,
                outcome, reason, failure, result, command, deadline)
        on conflict (id) do update
        set try = excluded.try, state = excluded.state, outcome = excluded.outcome, reason = excluded.reason,
            failure = excluded.failure, result = excluded.result,
            action_id = coalesce(excluded.action_id, s.action_id),
            command = case when excluded.state = 'ended' and s.action is distinct from 'ConfigurePortProvisioning' then null else coalesce(excluded.command, s.command) end,
            deadline = coalesce(excluded.deadline, s.deadline),
            sends = case when excluded.command is null then s.sends else 1 end,
            send_again_at = case when excluded.state = 'ended' then null else coalesce(excluded.send_again_at, s.send_again_at) end,
            progress = case when excluded.state = 'ended' then null else s.progress end,
            started_at = coalesce(s.started_at, excluded.started_at),
            ended_at = excluded.ended_at`,
      values: [
        of(({ step }) => step.id),
        of(({ walk }) => walk.id),
        of(({ walk }) => walk.taskId),
        of(({ walk }) => walk.node),
        of(({ step }) => step.position),
        of(({ step }) => step.name),
        of(({ step }) => step.item),
        of(({ step }) => step.undoes),
        of(({ sent }) => sent?.command?.service ?? null),
        of(({ sent }) => sent?.command?.action ?? null),
        of(({ sent }) => sent?.actionId ?? null),
        of(({ step }) => step.try),
        of(({ step }) => step.state),
        of(({ step }) => step.outcome),
        of(({ step }) => step.reason),
        json(({ step }) => step.failure),
        json(({ step }) => step.result),
        json(({ sent }) => sent?.command?.body ?? null),
        of(({ sent }) => sent?.deadline ?? null),
      ],
    });
  }

  async saveWalks(sql: Sql, walks: readonly LoadedWalk[]): Promise<void> {
    if (walks.length === 0) return;
    await sql.query({
      name: 'engine-save-walks',
      text: `update walk w
             set state = n.state, outcome = n.outcome, reason = n.reason, failure = n.failure, held = n.held,
                 started_at = coalesce(w.started_at, now()), ended_at = case when n.state = 'ended' then now() end
             from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::jsonb[], $6::boolean[])
               as n (id, state, outcome, reason, failure, held)
             where w.id = n.id`,
      values: [
        walks.map(({ id }) => id),
        walks.map(({ state }) => state),
        walks.map(({ outcome }) => outcome),
        walks.map(({ reason }) => reason),
        walks.map(({ failure }) => (failure === null ? null : JSON.stringify(failure))),
        walks.map(({ held }) => held),
      ],
    });
  }
}
