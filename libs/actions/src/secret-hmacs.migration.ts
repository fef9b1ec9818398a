import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the secrets of a request are compared by, so that the keys that opened them may go. */
export class Actions1700000009000 implements MigrationInterface {
  readonly name = 'Actions1700000009000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table action add column secret_hmacs jsonb');
  }

  async down(): Promise<void> {
    throw new Error('Migrations of Drydock only go forward.');
  }
}
