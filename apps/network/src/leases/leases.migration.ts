import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which switch ports are in the provisioning network for a while only. */
export class PortLeases1700000004000 implements MigrationInterface {
  readonly name = 'PortLeases1700000004000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table port_lease (
        key text not null,
        port text not null,
        action_id uuid not null,
        node text,
        task_id uuid,
        target jsonb not null,
        keep_vlans jsonb not null,
        expires_at timestamptz not null,
        primary key (key, port)
      );
      create index port_lease_expires_at on port_lease (expires_at);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of Drydock only go forward.');
  }
}
