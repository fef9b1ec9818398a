import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Actions and the targets that they hold. */
export class Actions1700000001000 implements MigrationInterface {
  readonly name = 'Actions1700000001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table target (
        key text primary key,
        holder text,
        epoch bigint not null default 0,
        lease_until timestamptz,
        memory jsonb,
        facts jsonb not null default '{}'
      );
      create index target_holder on target (holder) where holder is not null;

      create table action (
        id uuid primary key,
        name text not null,
        node text,
        key text not null references target (key),
        driver text not null,
        request jsonb not null,
        task_id uuid,
        traceparent text,
        state text not null default 'accepted'
          check (state in ('accepted','running','waiting','stopping','succeeded','failed','cancelled')),
        revision integer not null default 1,
        epoch bigint,
        attempts integer not null default 0,
        dry_run boolean not null default false,
        timeout_seconds integer not null,
        deadline timestamptz,
        due_at timestamptz not null default now(),
        progress jsonb,
        checkpoint jsonb,
        result jsonb,
        noop jsonb,
        would jsonb,
        risks jsonb,
        failure jsonb,
        last_failure jsonb,
        quirks text[] not null default '{}',
        stop_kind text check (stop_kind in ('cancelled','timed-out')),
        stop_reason text,
        created_at timestamptz not null default clock_timestamp(),
        started_at timestamptz,
        finished_at timestamptz,
        check ((state in ('succeeded','failed','cancelled')) = (finished_at is not null))
      );
      create index action_open on action (due_at, key) where state in ('accepted','running','waiting','stopping');
      create index action_open_of_key on action (key) where state in ('accepted','running','waiting','stopping');
      create index action_newest on action (created_at desc, id desc);
      create index action_of_node on action (node, created_at desc);
      create index action_of_task on action (task_id) where task_id is not null;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of Drydock only go forward.');
  }
}
