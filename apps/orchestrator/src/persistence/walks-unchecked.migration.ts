import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Steps are written with their walks, or under their lock. That the walk is there was looked up for every step, half of what writing one cost. */
export class WalksUnchecked1764177600000 implements MigrationInterface {
  readonly name = 'WalksUnchecked1764177600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table step drop constraint step_walk_id_fkey');
  }

  async down(): Promise<void> {
    throw new Error('Migrations of Drydock only go forward.');
  }
}
