import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Fingerprints of credentials, which designs from before get when they are submitted again; the order that designs are listed in. */
export class CredentialFingerprints1700000013000 implements MigrationInterface {
  readonly name = 'CredentialFingerprints1700000013000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table design add column credential_fingerprints jsonb;
      create index design_newest on design (created_at desc, id desc);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of Drydock only go forward.');
  }
}
