import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The tables that every service keeps for its messages: what is still to be sent, what was handled, what could not be read. */
export class Messaging1700000000000 implements MigrationInterface {
  readonly name = 'Messaging1700000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table outbox (
        id bigint generated always as identity primary key,
        subject text not null,
        headers jsonb not null,
        body jsonb not null,
        leased_until timestamptz,
        created_at timestamptz not null default now()
      );
      create table inbox (
        message_id text primary key,
        handled_at timestamptz not null default now()
      );
      create index inbox_handled_at on inbox (handled_at);
      create table dead_letter (
        id uuid primary key default gen_random_uuid(),
        subject text not null,
        headers jsonb not null,
        reason text not null,
        body text not null,
        created_at timestamptz not null default now(),
        retried_at timestamptz
      );
      create index dead_letter_created_at on dead_letter (created_at);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of Drydock only go forward.');
  }
}
