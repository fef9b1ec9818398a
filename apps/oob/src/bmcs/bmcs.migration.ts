import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is known of each node's BMC, from actions and from looking. */
export class Bmcs1700000021000 implements MigrationInterface {
  readonly name = 'Bmcs1700000021000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table bmc (
        key text not null references target (key),
        node text not null,
        driver text not null,
        target jsonb not null,
        power text not null default 'unknown',
        health text not null default 'unknown',
        inventory jsonb,
        inventory_at timestamptz,
        seen_at timestamptz,
        unreachable_since timestamptz,
        revision integer not null default 0,
        look_at timestamptz not null default now(),
        primary key (key, node)
      ) with (fillfactor = 70);
      create index bmc_of_node on bmc (node);
      create index bmc_look_at on bmc (look_at);
      create index target_silent on target (key) where facts -> 'circuit' ->> 'nextTryAt' is not null;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of Drydock only go forward.');
  }
}
