import { fromJsonLines, jsonLines, type Sql } from '@drydock/messaging';
import type { WalkStep } from '../domain/walk.js';
import type { Command } from '../domain/command.js';
import { renewAfterSeconds } from './lease.store.js';
import type { LoadedWalk } from './walk.store.js';

/** A step to be written, and what it asks for if it was just sent. */
export interface StepWrite {
  readonly walk: LoadedWalk;
  readonly step: WalkStep;
  /** It has no row yet. */
  readonly added: boolean;
  readonly sent: { readonly command: Command | null; readonly deadline: Date } | null;
}

/** The action whose command is kept with its step. */
const renewed = 'ConfigurePortProvisioning';

/** The statements of the engine on steps: set-based, under the lock of their walks. */
export class StepStore {
  async ofWalks(sql: Sql, walkIds: readonly string[]): Promise<Map<string, WalkStep[]>> {
    if (walkIds.length === 0) return new Map();
    const { rows } = await sql.query<WalkStep & { walkId: string }>({
      name: 'engine-steps-of-walks',
      text: `select id, walk_id as "walkId", position, name, item, undoes, try, state, outcome, reason, failure, result,
                    action_id as "actionId"
             from step where walk_id = any($1::uuid[]) order by walk_id, position`,
      values: [walkIds],
    });
    return Map.groupBy(rows, ({ walkId }) => walkId);
  }

  /** New steps: those that take something back. */
  async insert(sql: Sql, writes: readonly StepWrite[]): Promise<void> {
    if (writes.length === 0) return;
    const of = <T>(value: (write: StepWrite) => T): T[] => writes.map(value);
    await sql.query({
      name: 'engine-insert-steps',
      text: `insert into step (id, walk_id, task_id, node, position, name, item, undoes, state)
             select id, walk_id, task_id, node, position, name, item, undoes, 'pending'
             from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::integer[], $6::text[], $7::text[], $8::uuid[])
               as n (id, walk_id, task_id, node, position, name, item, undoes)`,
      values: [
        of(({ step }) => step.id),
        of(({ walk }) => walk.id),
        of(({ walk }) => walk.taskId),
        of(({ walk }) => walk.node),
        of(({ step }) => step.position),
        of(({ step }) => step.name),
        of(({ step }) => step.item),
        of(({ step }) => step.undoes),
      ],
    });
  }

  /**
   * Writes steps as they are now. The command that puts a switch port into the provisioning network is kept until the walk ends: the
   * lease is renewed with it. No column here but `renew_at` may have an index, so that these updates are heap-only ones.
   */
  async update(sql: Sql, writes: readonly StepWrite[]): Promise<void> {
    if (writes.length === 0) return;
    // In the order in which progress locks them.
    const inOrder = [...writes].sort((a, b) => (a.step.id < b.step.id ? -1 : 1));
    const of = <T>(value: (write: StepWrite) => T): T[] => inOrder.map(value);
    const json = (value: (write: StepWrite) => unknown): string => jsonLines(of(value));
    await sql.query({
      name: 'engine-update-steps',
      text: `
        update step s
        set try = n.try, state = n.state, outcome = n.outcome, reason = n.reason, failure = n.failure, result = n.result,
            service = coalesce(n.service, s.service), action = coalesce(n.action, s.action),
            action_id = n.action_id, command = coalesce(n.command, s.command),
            renew_at = case when n.outcome = 'success' and s.action = '${renewed}'
                            then now() + make_interval(secs => ${renewAfterSeconds}) end,
            progress = case when n.state = 'ended' or n.action_id is distinct from s.action_id then null else s.progress end,
            progress_revision = case when n.action_id is distinct from s.action_id then 0 else s.progress_revision end,
            started_at = coalesce(s.started_at, case when n.state = 'sent' then now() end),
            ended_at = case when n.state = 'ended' then now() end
        from unnest($1::uuid[], $2::integer[], $3::text[], $4::text[], $5::text[], ${fromJsonLines('$6', 'jsonb')},
                    ${fromJsonLines('$7', 'jsonb')}, $8::text[], $9::text[], $10::uuid[], ${fromJsonLines('$11', 'jsonb')})
          as n (id, try, state, outcome, reason, failure, result, service, action, action_id, command)
        where s.id = n.id`,
      values: [
        of(({ step }) => step.id),
        of(({ step }) => step.try),
        of(({ step }) => step.state),
        of(({ step }) => step.outcome),
        of(({ step }) => step.reason),
        json(({ step }) => step.failure),
        json(({ step }) => step.result),
        of(({ sent }) => sent?.command?.service ?? null),
        of(({ sent }) => sent?.command?.action ?? null),
        of(({ step }) => step.actionId),
        json(({ sent }) => (sent?.command?.action === renewed ? sent.command.body : null)),
      ],
    });
  }

  /** Switch ports whose leases nobody renews any more. */
  async forgetPorts(sql: Sql, endedWalkIds: readonly string[]): Promise<void> {
    if (endedWalkIds.length === 0) return;
    await sql.query({
      name: 'engine-forget-ports',
      text: `update step set command = null, renew_at = null where walk_id = any($1::uuid[]) and command is not null`,
      values: [endedWalkIds],
    });
  }
}
