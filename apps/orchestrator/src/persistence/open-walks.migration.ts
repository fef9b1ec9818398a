import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The open walks of a task by their state, and those that wait in the order in which they begin. */
export class OpenWalks1764280000000 implements MigrationInterface {
  readonly name = 'OpenWalks1764280000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index walk_open;
      create index walk_open on walk (task_id, state, (coalesce(node, '(site)'))) where state <> 'ended';
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of Drydock only go forward.');
  }
}
