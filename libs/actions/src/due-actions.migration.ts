import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is open is found by `due_at`, which an ended action has no more. The indexes no longer depend on the state: taking
 * an action leaves them alone (a heap-only update), and room is left in each page for it.
 */
export class DueActions1700000008000 implements MigrationInterface {
  readonly name = 'DueActions1700000008000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table action alter column due_at drop not null;
      update action set due_at = null where finished_at is not null;
      drop index action_open;
      drop index action_open_of_key;
      create index action_due on action (due_at, key) where due_at is not null;
      create index action_due_of_key on action (key) where due_at is not null;
      alter table action set (fillfactor = 60);
      drop index target_holder;
      alter table target set (fillfactor = 50);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of Drydock only go forward.');
  }
}
