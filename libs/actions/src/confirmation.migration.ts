import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an operator has confirmed, and during which attempt: that one did not see it any more. */
export class ActionConfirmation1764103800000 implements MigrationInterface {
  readonly name = 'ActionConfirmation1764103800000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table action add column confirmation jsonb, add column confirmed_attempt integer');
  }

  async down(): Promise<void> {
    throw new Error('Migrations of Drydock only go forward.');
  }
}
