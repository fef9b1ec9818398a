import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What happened to a node in one move is one row, whose events have its id and the ids after it: each row has 64 of them. Events keep
 * the ids that they had.
 */
export class EventsTogether1764177000000 implements MigrationInterface {
  readonly name = 'EventsTogether1764177000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table event
        alter column body type json using json_build_array(json_build_object('kind', kind, 'body', body)),
        alter column id set increment by 64;
      alter table event drop column kind;
      alter table event rename column body to told;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of Drydock only go forward.');
  }
}
