import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from './child-service.js';

/** Counted up when what is kept between runs changes its shape. */
const layout = '1';

export interface DataDirectory {
  readonly postgres: string;
  readonly nats: string;
  readonly logs: string;
  /** Signs operators' tokens. */
  readonly tokenKey: string;
  /** The token of one who uses the services: the same at every start. */
  token(holder: string): string;
  /** Of one service, which makes it on its first start. */
  sealKey(service: string): string;
  /** Whatever else a program of ours keeps. */
  of(program: string): string;
  /** Lets another launcher have it. */
  release(): Promise<void>;
}

/** Takes the directory for this launcher. Throws StartError when another has it or when it is of another version. */
export async function takeDataDirectory(path: string): Promise<DataDirectory> {
  await mkdir(path, { recursive: true });
  await checkLayout(path);
  const lock = join(path, 'launcher.pid');
  await takeLock(lock, path);
  const logs = join(path, 'logs');
  const keys = join(path, 'keys');
  await Promise.all([mkdir(logs, { recursive: true, mode: 0o700 }), mkdir(keys, { recursive: true, mode: 0o700 })]);
  return {
    postgres: join(path, 'postgres'),
    nats: join(path, 'nats'),
    logs,
    tokenKey: join(keys, 'token.key'),
    token: (holder) => join(keys, `${holder}.token`),
    sealKey: (service) => join(keys, `${service}.seal.json`),
    of: (program) => join(path, program),
    release: () => rm(lock, { force: true }),
  };
}

async function checkLayout(path: string): Promise<void> {
  const file = join(path, 'layout');
  const found = (await readFile(file, 'utf8').catch(() => '')).trim();
  if (found === '') return writeFile(file, `${layout}\n`);
  if (found === layout) return;
  throw new StartError(
    `${path} is kept in layout ${found}, and this version of Drydock knows layout ${layout}: choose another place with --data DIR`,
  );
}

async function takeLock(lock: string, path: string): Promise<void> {
  const holder = Number((await readFile(lock, 'utf8').catch(() => '')).trim());
  if (holder > 0 && holder !== process.pid && (await isLauncher(holder))) {
    throw new StartError(
      `Drydock runs already from ${path} (process ${holder}): stop it, or choose another place with --data DIR`,
    );
  }
  await writeFile(lock, `${process.pid}\n`);
}

/** A number in a file proves nothing after a restart of the machine: what runs under it must be this very program. */
async function isLauncher(pid: number): Promise<boolean> {
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return commandLine.split('\0').some((part) => part.endsWith('launcher/dist/main.js'));
}
