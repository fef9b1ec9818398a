import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When the lease of a switch port was renewed last. */
export class StepLeases1700000005000 implements MigrationInterface {
  readonly name = 'StepLeases1700000005000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table step add column renewals integer not null default 0;
      alter table step add column renewed_at timestamptz;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of Drydock only go forward.');
  }
}
