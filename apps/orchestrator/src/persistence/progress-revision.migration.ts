import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which revision of its action the progress of a step is from: an older one, come late, must not stand in its place. */
export class ProgressRevision1700000011000 implements MigrationInterface {
  readonly name = 'ProgressRevision1700000011000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table step add column progress_revision integer not null default 0');
  }

  async down(): Promise<void> {
    throw new Error('Migrations of Drydock only go forward.');
  }
}
