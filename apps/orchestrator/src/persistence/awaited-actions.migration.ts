import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The actions that are waited for have a table of their own, whose rows come with the command and go with the result. Nothing that
 * changes at every move of a step has an index any more, so that both its updates are heap-only ones; and the row of a step need not
 * have room for its command.
 */
export class AwaitedActions1764176400000 implements MigrationInterface {
  readonly name = 'AwaitedActions1764176400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table awaited_action (
        action_id uuid primary key,
        step_id uuid not null,
        walk_id uuid not null,
        task_id uuid not null,
        node text,
        service text,
        action text,
        command json,
        sends integer not null,
        send_again_at timestamptz not null,
        deadline timestamptz not null
      );
      insert into awaited_action
        select s.action_id, s.id, s.walk_id, s.task_id, s.node, s.service, s.action, s.command, s.sends,
               coalesce(s.send_again_at, s.deadline, now()), coalesce(s.deadline, now())
        from step s join walk w on w.id = s.walk_id where s.state = 'sent' and s.action_id is not null and w.state <> 'ended';
      create index awaited_action_to_send_again on awaited_action (send_again_at);

      drop index step_action;
      drop index step_awaited;
      alter table step drop column sends, drop column send_again_at, drop column deadline;
      -- What is kept with a step is the command of a switch port whose lease is renewed with it.
      update step set command = null where command is not null and action is distinct from 'ConfigurePortProvisioning';
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of Drydock only go forward.');
  }
}
