import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Cancels that overtook their commands. */
export class Actions1700000003000 implements MigrationInterface {
  readonly name = 'Actions1700000003000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table cancelled_ahead (
        id uuid primary key,
        reason text not null,
        cancelled_at timestamptz not null default now()
      );
      create index cancelled_ahead_oldest on cancelled_ahead (cancelled_at);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of Drydock only go forward.');
  }
}
