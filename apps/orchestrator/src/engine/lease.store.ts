import type { Sql } from '@drydock/messaging';
import { provisioningLeaseSeconds } from '../workflows/port.steps.js';

/** A switch port that a walk still needs in the provisioning network, and the command that put it there. */
export interface OpenPort {
  readonly stepId: string;
  readonly node: string | null;
  readonly taskId: string;
  readonly renewals: number;
  readonly command: Record<string, unknown>;
}

/** From the end of the action that put it there, and from each renewal. */
export const renewAfterSeconds = provisioningLeaseSeconds / 3;

/** Leases of switch ports on the provisioning network, renewed while a walk needs them. */
export class LeaseStore {
  /**
   * Takes the ports whose lease is to be renewed now: provisioning has succeeded, the walk goes on, and nothing that
   * takes the port out again was sent yet.
   */
  async takeDue(sql: Sql): Promise<OpenPort[]> {
    const { rows } = await sql.query<OpenPort>({
      name: 'engine-leases-due',
      text: `
        with due as materialized (
          select id, walk_id from step where renew_at <= now() and command is not null)
        update step s set renewals = s.renewals + 1, renew_at = now() + make_interval(secs => ${renewAfterSeconds})
        where s.id in (
          select o.id from due join walk w on w.id = due.walk_id join step o on o.id = due.id
          where o.renew_at <= now() and o.command is not null
            and w.state in ('running','undoing')
            and not exists (
              select from step c where c.walk_id = o.walk_id and c.item = o.item
                and c.action = 'ConfigurePortProduction' and c.action_id is not null)
          order by o.id limit 500 for update of o skip locked)
        returning s.id as "stepId", s.node, s.task_id as "taskId", s.renewals, s.command`,
    });
    return rows;
  }
}
