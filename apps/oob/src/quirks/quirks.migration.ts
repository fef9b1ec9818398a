import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rules of the operator for BMCs that do otherwise than they say. */
export class Quirks1700000020000 implements MigrationInterface {
  readonly name = 'Quirks1700000020000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table quirk (
        id text primary key,
        rule jsonb not null,
        updated_at timestamptz not null
      );
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of Drydock only go forward.');
  }
}
