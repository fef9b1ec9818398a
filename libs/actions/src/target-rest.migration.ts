import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Until when a target is left in peace after the operation before. */
export class TargetRest1764122400000 implements MigrationInterface {
  readonly name = 'TargetRest1764122400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table target add column rest_until timestamptz');
  }

  async down(): Promise<void> {
    throw new Error('Migrations of Drydock only go forward.');
  }
}
