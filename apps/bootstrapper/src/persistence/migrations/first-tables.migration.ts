import type { MigrationInterface, QueryRunner } from 'typeorm';

export class FirstTables1700000000000 implements MigrationInterface {
  readonly name = 'FirstTables1700000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table node (
        id uuid primary key,
        name text not null unique,
        state text not null,
        boot_mac text not null unique,
        macs text[] not null,
        serial_number text,
        system_uuid text,
        agent_expected_until timestamptz,
        agent_seen_at timestamptz,
        inventory jsonb,
        inventory_at timestamptz,
        networking jsonb,
        storage jsonb,
        platform jsonb,
        deployment_id uuid,
        deployed_digest text,
        failure text,
        created_at timestamptz not null,
        updated_at timestamptz not null
      );
      create index node_macs on node using gin (macs);

      create table work (
        node_id uuid not null references node on delete cascade,
        id uuid not null,
        state text not null,
        request jsonb not null,
        secrets text,
        progress_message text,
        progress_percent double precision,
        result jsonb,
        failure text,
        phone_home_hash text unique,
        phone_home_until timestamptz,
        phoned_home_at timestamptz,
        created_at timestamptz not null,
        ended_at timestamptz,
        primary key (node_id, id)
      );
      create unique index work_one_open on work (node_id) where state = 'open';

      create table agent_session (
        id uuid primary key,
        node_id uuid not null references node on delete cascade,
        token_hash text not null unique,
        previous_hash text,
        previous_request text,
        salt text not null,
        expires_at timestamptz not null,
        created_at timestamptz not null
      );
      create index agent_session_node on agent_session (node_id);
      create index agent_session_previous on agent_session (previous_hash);

      create table node_event (
        id bigint generated always as identity primary key,
        node text not null,
        cause text not null,
        before text not null,
        after text not null,
        detail text,
        at timestamptz not null
      );
      create index node_event_node on node_event (node, id);

      create table seen_mac (
        mac text primary key,
        first_seen_at timestamptz not null,
        last_seen_at timestamptz not null,
        times int not null
      );

      create table image (
        name text primary key,
        url text not null,
        sha256 text not null,
        kernel text,
        architecture text,
        state text not null,
        failure text,
        size_bytes bigint,
        updated_at timestamptz not null
      );

      create table site_setting (
        kind text not null,
        name text not null,
        content jsonb not null,
        updated_at timestamptz not null,
        primary key (kind, name)
      )`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}
