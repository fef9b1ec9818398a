import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which part of its target an action is about, where actions on different parts may run together. */
export class Actions1700000006000 implements MigrationInterface {
  readonly name = 'Actions1700000006000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table action add column part text;
      -- Ports are the only parts there are; what ended already needs none.
      update action set part = request #>> '{parameters,port}' where finished_at is null;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of Drydock only go forward.');
  }
}
