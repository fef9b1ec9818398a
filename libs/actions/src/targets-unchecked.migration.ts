import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The target of an action is written by the transaction that accepts it, and nobody removes targets. That it is there was looked up
 * and locked for every single action, an eighth of what accepting one cost.
 */
export class TargetsUnchecked1764177600000 implements MigrationInterface {
  readonly name = 'TargetsUnchecked1764177600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table action drop constraint action_key_fkey');
  }

  async down(): Promise<void> {
    throw new Error('Migrations of Drydock only go forward.');
  }
}
