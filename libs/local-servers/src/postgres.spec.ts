import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { urlFor, withClient } from './databases.js';
import { freePortBlock } from './ports.js';
import { startPostgres, type LocalPostgres } from './postgres.js';

const query = (url: string, statement: string): Promise<Record<string, unknown>[]> =>
  withClient(url, async (client) => (await client.query<Record<string, unknown>>(statement)).rows);

describe('a local Postgres', () => {
  let directory: string;
  let port: number;
  let postgres: LocalPostgres;
  const start = (log?: (line: string) => void) =>
    startPostgres({ dataDirectory: join(directory, 'postgres'), port, settings: { fsync: 'off' }, log });

  beforeAll(async () => {
    // mkdtemp makes a directory that only we can read: the server must run below it, as another account when we are root.
    directory = await mkdtemp(join(tmpdir(), 'drydock-postgres-spec-'));
    port = await freePortBlock();
    postgres = await start();
  });
  afterAll(async () => {
    await postgres.stop();
    await rm(directory, { recursive: true, force: true });
  });

  it('gives every service a database that it owns', async () => {
    await query(postgres.databases.oob, 'create table bmc (name text)');
    expect(await query(postgres.databases.oob, 'select current_user, current_database()')).toEqual([
      { current_user: 'drydock_oob', current_database: 'drydock_oob' },
    ]);
  });

  it("keeps a service out of another service's database", async () => {
    const trespass = urlFor(postgres.databases.oob, { database: 'drydock_node' });
    await expect(query(trespass, 'select 1')).rejects.toThrow('permission denied for database "drydock_node"');
  });

  it('lets nobody in without the password', async () => {
    await expect(query(`postgres://postgres:guess@127.0.0.1:${port}/postgres`, 'select 1')).rejects.toThrow(
      'password authentication failed',
    );
  });

  it('keeps its secret in a file that only its owner can read', async () => {
    expect((await stat(join(directory, 'postgres/secret'))).mode & 0o777).toBe(0o600);
  });

  it('never runs as root', async () => {
    const status = await readFile(`/proc/${postgres.pid}/status`, 'utf8');
    expect(status).toMatch(/^Uid:\t[1-9]/m);
  });

  it('starts again after kill -9 with its data, without initdb', async () => {
    await postgres.kill();
    postgres = await start();
    expect(await query(postgres.databases.oob, 'select * from bmc')).toEqual([]);
  });

  it('waits for processes of a killed server that have not noticed it yet', async () => {
    const [checkpointer] = await query(
      postgres.url,
      "select pid from pg_stat_activity where backend_type = 'checkpointer'",
    );
    const pid = Number(checkpointer?.pid);
    process.kill(pid, 'SIGSTOP');
    await postgres.kill();
    const starting = start();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    process.kill(pid, 'SIGCONT');
    postgres = await starting;
    expect(await query(postgres.url, 'select 1 as up')).toEqual([{ up: 1 }]);
  });

  it('stops the server of a launcher that was killed, and takes its place', async () => {
    const before = postgres;
    postgres = await start();
    expect(await before.exited).toBe('exit code 0');
    expect(await query(postgres.url, 'select 1 as up')).toEqual([{ up: 1 }]);
  });

  it('leaves a process alone that merely has the id of the pid file', async () => {
    await postgres.stop();
    const postmaster = join(directory, 'postgres/cluster/postmaster.pid');
    await writeFile(postmaster, `${process.pid}\n`);
    postgres = await start();
    expect(await query(postgres.url, 'select 1 as up')).toEqual([{ up: 1 }]);
  });

  it('says in one line that its port is taken', async () => {
    await postgres.stop();
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(port, '127.0.0.1', resolve));
    await expect(start()).rejects.toThrow(new RegExp(`^port ${port} on 127.0.0.1, for Postgres, is taken.*$`));
    await new Promise((resolve) => squatter.close(resolve));
    postgres = await start();
  });

  it('refuses data of another version, and says where it is', async () => {
    await postgres.stop();
    const version = join(directory, 'postgres/cluster/PG_VERSION');
    await writeFile(version, '15\n');
    await expect(start()).rejects.toThrow(/cluster was made by PostgreSQL 15, and this is 18: remove it/);
    await writeFile(version, '18\n');
    postgres = await start();
  });

  it('ends when the signal of its owner aborts', async () => {
    await postgres.stop();
    const owner = new AbortController();
    const leashed = await startPostgres({ dataDirectory: join(directory, 'postgres'), port, signal: owner.signal });
    owner.abort();
    expect(await leashed.exited).toBe('exit code 0');
    postgres = await start();
  });
});
