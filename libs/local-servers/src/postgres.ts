import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ensureCluster } from './postgres-cluster.js';
import { ensureOwnedDatabases, passwordOf, type DatabaseUrls } from './databases.js';
import { stopLeftover } from './leftover.js';
import { requireFree } from './ports.js';
import { secretIn } from './secret-file.js';
import { LocalServerError } from './local-server.error.js';
import { startServerProcess, type ServerProcess } from './server-process.js';
import { leash } from './unprivileged.js';

export interface PostgresOptions {
  /** Kept between runs; made when it is not there. */
  readonly dataDirectory: string;
  readonly port: number;
  /** Ends the start and, later, the server. */
  readonly signal?: AbortSignal;
  /** Server settings on top of the defaults, as in postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly log?: (line: string) => void;
}

export interface LocalPostgres extends ServerProcess {
  /** The superuser's, on the database `postgres`. */
  readonly url: string;
  /** One for each service: its own database, its own role. */
  readonly databases: DatabaseUrls;
}

/** Starts Postgres on 127.0.0.1 with a password, its databases and roles made. Throws LocalServerError with one clear line. */
export async function startPostgres(options: PostgresOptions): Promise<LocalPostgres> {
  const dataDirectory = resolve(options.dataDirectory);
  const secret = await secretIn(join(dataDirectory, 'secret'));
  const password = passwordOf(secret, 'postgres');
  const { directory, program, prefix } = await ensureCluster(dataDirectory, password);
  await stopLeftover({ pidFile: join(directory, 'postmaster.pid'), marker: `-D ${directory}`, stopSignal: 'SIGINT' });
  await requireFree(options.port, 'Postgres');
  const settings = {
    port: `${options.port}`,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    lc_messages: 'C',
    max_connections: '200',
    ...options.settings,
  };
  const command = [
    ...[...prefix, ...(await leash('SIGINT')), program, '-D', directory],
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  const server = await onceItIsAlone(() =>
    startServerProcess({
      about: 'Postgres',
      command: [command[0] ?? program, ...command.slice(1)],
      directory,
      ready: /database system is ready to accept connections/,
      stopSignal: 'SIGINT',
      signal: options.signal,
      log: options.log,
    }),
  );
  const url = `postgres://postgres:${password}@127.0.0.1:${options.port}/postgres`;
  try {
    return { ...server, url, databases: await ensureOwnedDatabases(url, secret) };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

const predecessorLimitMs = 20_000;

/** Starts a server where processes of one that was killed may take a moment to notice, and keep its memory until then. */
async function onceItIsAlone(start: () => Promise<ServerProcess>): Promise<ServerProcess> {
  const began = Date.now();
  for (;;) {
    try {
      return await start();
    } catch (error) {
      const waits = error instanceof LocalServerError && /pre-existing shared memory block/.test(error.message);
      if (!waits || Date.now() - began > predecessorLimitMs) throw error;
      await pause(200);
    }
  }
}
