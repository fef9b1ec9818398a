import { execFile } from 'node:child_process';
import { access, constants, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { delimiter, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { diskFull, LocalServerError } from './local-server.error.js';

const run = promisify(execFile);

export interface NatsProgramOptions {
  /** Where a fetched copy is kept for the next time. */
  readonly cacheDirectory: string;
  /** The directories that are searched first, as in the variable PATH. */
  readonly path?: string;
  /** Searched next; the default is where packages put servers, which not everybody has on the PATH. */
  readonly places?: readonly string[];
  readonly signal?: AbortSignal;
}

/**
 * The path of a `nats-server`: from the PATH, else from the cache, else, on Debian and Ubuntu, fetched once into the cache with
 * apt, which checks its signature; nothing of the system is touched and no root is needed. Throws one line that says how to get one.
 */
export async function findNatsServer({
  cacheDirectory,
  path = '',
  places = ['/usr/local/bin', '/usr/local/sbin', '/usr/sbin'],
  signal,
}: NatsProgramOptions): Promise<string> {
  const cached = join(resolve(cacheDirectory), 'nats-server');
  for (const place of [...path.split(delimiter).filter(Boolean), ...places, cached]) {
    const program = join(place, 'nats-server');
    if (await executable(program)) return program;
  }
  await fetchFromDebian(cached, signal);
  return join(cached, 'nats-server');
}

async function fetchFromDebian(destination: string, signal?: AbortSignal): Promise<void> {
  try {
    await mkdir(dirname(destination), { recursive: true });
    const workshop = await mkdtemp(`${destination}-`);
    try {
      await rename(await unpack(workshop, signal), destination);
    } finally {
      await rm(workshop, { recursive: true, force: true });
    }
  } catch (cause) {
    signal?.throwIfAborted();
    // Another process may have been faster; its copy is as good.
    if (await executable(join(destination, 'nats-server'))) return;
    if (/no space left on device/i.test(String(cause))) throw diskFull(destination);
    throw new LocalServerError(
      'nats-server is not on the PATH and could not be fetched from Debian or Ubuntu packages: install it ' +
        '(apt install nats-server, brew install nats-server, or https://github.com/nats-io/nats-server/releases), or set NATS_URL',
      { cause },
    );
  }
}

/** Answers the directory that holds the program. */
async function unpack(workshop: string, signal?: AbortSignal): Promise<string> {
  for (const made of ['lists/partial', 'cache/archives/partial'])
    await mkdir(join(workshop, made), { recursive: true });
  const apt = (...command: string[]) =>
    run('apt-get', [...ownDirectories(workshop), '-q', ...command], { cwd: workshop, signal, timeout: 180_000 });
  await apt('update');
  await apt('download', 'nats-server');
  const deb = (await readdir(workshop)).find((name) => name.endsWith('.deb'));
  if (deb === undefined) throw new Error('apt-get download left no package');
  await run('dpkg-deb', ['-x', deb, 'unpacked'], { cwd: workshop, signal });
  return join(workshop, 'unpacked/usr/sbin');
}

/** Package lists and archives of our own: apt takes sources and keys from the system and writes nothing there. */
const ownDirectories = (workshop: string): string[] =>
  [
    `Dir::State::lists=${workshop}/lists`,
    `Dir::Cache=${workshop}/cache`,
    'Debug::NoLocking=1',
    // A cache below a directory that is private to root cannot be written by apt's own download account.
    ...(process.getuid?.() === 0 ? ['APT::Sandbox::User=root'] : []),
  ].flatMap((option) => ['-o', option]);

const executable = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
