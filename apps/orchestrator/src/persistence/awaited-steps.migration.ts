import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Steps that wait for a result are found by `send_again_at`, which no other step has. Steps are found through their walk
 * alone: what does not change an index is a heap-only update, for which pages have room. A walk has a revision, by which a replica
 * knows whether the steps that it has at hand are still those of the database.
 */
export class AwaitedSteps1700000007000 implements MigrationInterface {
  readonly name = 'AwaitedSteps1700000007000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table walk add column revision integer not null default 0;
      update step set send_again_at = null where state <> 'sent' and send_again_at is not null;
      update step set send_again_at = coalesce(deadline, now()) where state = 'sent' and send_again_at is null;
      drop index step_to_send_again;
      create index step_awaited on step (send_again_at) where send_again_at is not null;
      alter table step add column renew_at timestamptz;
      update step s set renew_at = now() from walk w
        where w.id = s.walk_id and w.state <> 'ended' and s.action = 'ConfigurePortProvisioning' and s.outcome = 'success';
      alter table step drop column renewed_at;
      create index step_to_renew on step (renew_at) where renew_at is not null;
      drop index step_of_task;
      alter table step drop constraint step_task_id_fkey;
      alter table step set (fillfactor = 50);
      alter table walk set (fillfactor = 50);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of Drydock only go forward.');
  }
}
