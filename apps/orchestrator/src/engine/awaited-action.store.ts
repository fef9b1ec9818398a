import type { ActionService } from '@drydock/contracts';
import { fromJsonLines, jsonLines, type Sql } from '@drydock/messaging';
import type { StepWrite } from './step.store.js';

/** A command that is not answered yet. */
export interface Unanswered {
  readonly actionId: string;
  readonly service: ActionService;
  readonly action: string;
  readonly node: string | null;
  readonly taskId: string;
  readonly sends: number;
  readonly command: Record<string, unknown>;
}

const firstSendAgainSeconds = 30;

/**
 * The actions that sent steps wait for, with what they were asked for: a row from the sending to the result. Those that hear nothing
 * are asked for again, and some day their steps have failed.
 */
export class AwaitedActionStore {
  /** Which walks wait for these actions. */
  async walksOf(sql: Sql, actionIds: readonly string[]): Promise<string[]> {
    const { rows } = await sql.query<{ walkId: string }>({
      name: 'engine-walks-of-actions',
      text: `select distinct walk_id as "walkId" from awaited_action where action_id = any($1::uuid[])`,
      values: [actionIds],
    });
    return rows.map(({ walkId }) => walkId);
  }

  /** Steps were sent, in the same transaction. A question that goes without a command is not asked again. */
  async expect(sql: Sql, writes: readonly StepWrite[]): Promise<void> {
    const sendings = writes.flatMap(({ walk, step, sent }) => (sent ? [{ walk, step, ...sent }] : []));
    if (sendings.length === 0) return;
    const of = <T>(value: (sending: (typeof sendings)[number]) => T): T[] => sendings.map(value);
    await sql.query({
      name: 'engine-await',
      text: `
        insert into awaited_action (action_id, step_id, walk_id, task_id, node, service, action, command, sends, send_again_at, deadline)
        select action_id, step_id, walk_id, task_id, node, service, action, command, 1,
               case when command is null then deadline else now() + make_interval(secs => ${firstSendAgainSeconds}) end, deadline
        from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], ${fromJsonLines('$8', 'json')},
                    $9::timestamptz[])
          as n (action_id, step_id, walk_id, task_id, node, service, action, command, deadline)`,
      values: [
        of(({ step }) => step.actionId),
        of(({ step }) => step.id),
        of(({ walk }) => walk.id),
        of(({ walk }) => walk.taskId),
        of(({ walk }) => walk.node),
        of(({ command }) => command?.service ?? null),
        of(({ command }) => command?.action ?? null),
        jsonLines(of(({ command }) => command?.body)),
        of(({ deadline }) => deadline),
      ],
    });
  }

  /** Nobody waits for these any more: their steps have ended, or wait for another. */
  async forget(sql: Sql, actionIds: readonly string[]): Promise<void> {
    if (actionIds.length === 0) return;
    await sql.query({
      name: 'engine-await-no-more',
      text: 'delete from awaited_action where action_id = any($1::uuid[])',
      values: [actionIds],
    });
  }

  /** Takes commands that are to be sent again now; the next time is twice as far away, up to 10 minutes, and not after the deadline. */
  async takeUnanswered(sql: Sql, limit: number): Promise<Unanswered[]> {
    const { rows } = await sql.query<Unanswered>({
      name: 'engine-unanswered',
      text: `update awaited_action a
             set sends = a.sends + 1,
                 send_again_at = least(now() + least(interval '10 min', interval '30 s' * 2 ^ least(a.sends, 10)), a.deadline)
             where a.action_id = any(array(
               select action_id from awaited_action where send_again_at <= now() and command is not null and deadline > now()
               order by send_again_at limit $1 for update skip locked))
             returning a.action_id as "actionId", a.service, a.action, a.node, a.task_id as "taskId", a.sends, a.command`,
      values: [limit],
    });
    return rows;
  }

  /** Walks with a step that is silent past its deadline and a grace: nothing is sent again after the deadline, so it is always due. */
  async silentWalks(sql: Sql): Promise<string[]> {
    const { rows } = await sql.query<{ id: string }>({
      name: 'engine-silent',
      text: `select distinct walk_id as id from awaited_action
             where send_again_at <= now() and deadline < now() - interval '2 min' limit 500`,
    });
    return rows.map(({ id }) => id);
  }

  /** Which steps of these walks are silent past their deadline. */
  async silentSteps(sql: Sql, walkIds: readonly string[]): Promise<Set<string>> {
    const { rows } = await sql.query<{ id: string }>({
      name: 'engine-silent-steps',
      text: `select step_id as id from awaited_action
             where send_again_at <= now() and deadline < now() - interval '2 min' and walk_id = any($1::uuid[])`,
      values: [walkIds],
    });
    return new Set(rows.map(({ id }) => id));
  }
}
