import type { MigrationInterface, QueryRunner } from 'typeorm';

/** With which keys the credentials of a design are sealed, and how often they were sealed. */
export class SealRenewal1700000007000 implements MigrationInterface {
  readonly name = 'SealRenewal1700000007000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table design add column sealed_with jsonb not null default '{}';
      alter table design add column seal_revision integer not null default 1;
      alter table design add column sealed_at timestamptz;
      update design set sealed_at = created_at;
      alter table design alter column sealed_at set default now();
      alter table design alter column sealed_at set not null;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of Drydock only go forward.');
  }
}
