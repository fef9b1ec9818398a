import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Designs, tasks with their walks and steps, holds, events, and what the other services announced. */
export class Orchestrator1700000002000 implements MigrationInterface {
  readonly name = 'Orchestrator1700000002000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table announcement (
        service text primary key,
        body jsonb not null,
        announced_at timestamptz not null
      );

      create table design (
        id uuid primary key,
        digest text not null,
        status text not null check (status in ('valid','invalid')),
        documents jsonb not null,
        findings jsonb not null,
        site jsonb not null,
        racks jsonb not null,
        switches jsonb not null,
        node_count integer not null,
        created_by text not null,
        created_at timestamptz not null default now()
      );
      create table design_node (
        design_id uuid not null references design (id),
        name text not null,
        body jsonb not null,
        primary key (design_id, name)
      );

      create table task (
        id uuid primary key,
        kind text not null,
        design_id uuid not null references design (id),
        design_ref text not null,
        node_filter jsonb,
        options jsonb not null,
        state text not null check (state in ('queued','running','paused','stopping','ended')),
        outcome text check (outcome in ('success','partial_success','failure','cancelled')),
        stop_reason text,
        created_by text not null,
        created_at timestamptz not null default clock_timestamp(),
        ended_at timestamptz,
        check ((state = 'ended') = (outcome is not null))
      );
      create index task_newest on task (created_at desc, id desc);
      create index task_open on task (created_at) where state <> 'ended';

      create table walk (
        id uuid primary key,
        task_id uuid not null references task (id),
        node text,
        state text not null check (state in ('queued','running','undoing','ended')),
        outcome text check (outcome in ('success','failure','cancelled')),
        reason text,
        failure jsonb,
        held boolean not null default false,
        started_at timestamptz,
        ended_at timestamptz
      );
      create index walk_of_task on walk (task_id);
      create index walk_of_node on walk (node, started_at desc);
      create index walk_open on walk (state) where state <> 'ended';

      create table step (
        id uuid primary key,
        walk_id uuid not null references walk (id),
        task_id uuid not null references task (id),
        node text,
        position integer not null,
        name text not null,
        item text,
        undoes uuid,
        service text,
        action text,
        action_id uuid,
        try integer not null default 1,
        state text not null check (state in ('pending','sent','ended')),
        outcome text check (outcome in ('success','skipped','failure','cancelled')),
        reason text,
        failure jsonb,
        result jsonb,
        progress jsonb,
        command jsonb,
        sends integer not null default 0,
        send_again_at timestamptz,
        deadline timestamptz,
        started_at timestamptz,
        ended_at timestamptz
      );
      create index step_of_walk on step (walk_id, position);
      create index step_of_task on step (task_id);
      create unique index step_action on step (action_id) where action_id is not null;
      create index step_to_send_again on step (send_again_at) where state = 'sent';

      create table hold (
        node text primary key,
        task_id uuid not null,
        walk_id uuid,
        reason text not null,
        since timestamptz not null default now()
      );

      create table event (
        id bigint generated always as identity primary key,
        task_id uuid,
        node text,
        kind text not null,
        body jsonb not null,
        at timestamptz not null default now()
      );
      create index event_of_task on event (task_id, id);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of Drydock only go forward.');
  }
}
