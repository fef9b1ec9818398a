import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How a task goes over its nodes, and what operators say of a node: it is protected, or in maintenance, or held by them. */
export class Rollouts1764290000000 implements MigrationInterface {
  readonly name = 'Rollouts1764290000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table task
        add column max_parallel integer,
        add column per_rack integer,
        add column canary integer,
        add column stop_after integer,
        add column priority integer not null default 0,
        add column start_at timestamptz,
        add column cancelled_at timestamptz;
      -- Nothing else stopped a task until now.
      update task set cancelled_at = ended_at where stop_reason is not null;
      alter table walk add column rack text;
      create index walk_failed on walk (task_id) where outcome = 'failure';

      create table node_mark (
        node text not null,
        kind text not null check (kind in ('protected','maintenance')),
        reason text,
        marked_by text not null,
        since timestamptz not null default now(),
        primary key (node, kind)
      );
      alter table hold alter column task_id drop not null;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of Drydock only go forward.');
  }
}
