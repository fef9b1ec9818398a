import type { MigrationInterface, QueryRunner } from 'typeorm';

export class RepositoryCredentials1700000014000 implements MigrationInterface {
  readonly name = 'RepositoryCredentials1700000014000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table repository_credential (
        name text primary key,
        sealed text not null,
        updated_at timestamptz not null
      )`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}
