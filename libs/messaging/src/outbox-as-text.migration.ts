import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is to be sent is kept as it will be sent: taking it apart into jsonb and putting it together again serves nobody. */
export class OutboxAsText1700000020000 implements MigrationInterface {
  readonly name = 'OutboxAsText1700000020000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table outbox
        alter column headers type json using headers::json,
        alter column body type json using body::json
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of Drydock only go forward.');
  }
}
