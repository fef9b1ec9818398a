import type { ActionService } from '@drydock/contracts';
import type { Sql } from '@drydock/messaging';

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

/** Sent steps that heard nothing: their commands go again, and some day they have failed. */
export class ResendStore {
  /** Takes commands that are to be sent again now; the next time is twice as far away, up to 10 minutes, and not after the deadline. */
  async takeUnanswered(sql: Sql, limit: number): Promise<Unanswered[]> {
    const { rows } = await sql.query<Unanswered>({
      name: 'engine-unanswered',
      text: `update step s
             set sends = s.sends + 1,
                 send_again_at = least(now() + least(interval '10 min', interval '30 s' * 2 ^ least(s.sends, 10)), s.deadline)
             where s.id in (
               select id from step where send_again_at <= now() and state = 'sent' and command is not null and deadline > now()
               order by send_again_at limit $1 for update skip locked)
             returning s.action_id as "actionId", s.service, s.action, s.node, s.task_id as "taskId", s.sends, s.command`,
      values: [limit],
    });
    return rows;
  }

  /** Walks with a step that is silent past its deadline and a grace: nothing is sent again after the deadline, so it is always due. */
  async silentWalks(sql: Sql): Promise<string[]> {
    const { rows } = await sql.query<{ id: string }>({
      name: 'engine-silent',
      text: `select distinct walk_id as id from step
             where send_again_at <= now() and state = 'sent' and deadline < now() - interval '2 min' limit 500`,
    });
    return rows.map(({ id }) => id);
  }

  /** Which steps of these walks are silent past their deadline. */
  async silentSteps(sql: Sql, walkIds: readonly string[]): Promise<Set<string>> {
    const { rows } = await sql.query<{ id: string }>({
      name: 'engine-silent-steps',
      text: `select id from step where walk_id = any($1::uuid[]) and state = 'sent' and deadline < now() - interval '2 min'`,
      values: [walkIds],
    });
    return new Set(rows.map(({ id }) => id));
  }
}
