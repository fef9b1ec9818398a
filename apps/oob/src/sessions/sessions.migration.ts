import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The sessions that are open at BMCs, or may be: a BMC has two places, and each session takes one. */
export class BmcSessions1764122500000 implements MigrationInterface {
  readonly name = 'BmcSessions1764122500000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table bmc_session (
        origin text not null,
        place smallint not null check (place in (1, 2)),
        id uuid not null unique,
        -- Told from others by a keyed HMAC of its name and password.
        account text not null,
        -- Token and path, sealed; null while it is being opened, and where nobody knows them.
        session jsonb,
        users text[] not null,
        since timestamptz not null default now(),
        primary key (origin, place)
      ) with (fillfactor = 70);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of Drydock only go forward.');
  }
}
