import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

const prefix = 'drydock-ipmi-sim-';
const made = /^drydock-ipmi-sim-(.+)-(\d+)-[^-]{6}$/;

/** Those of this process. */
const own = new Set<string>();

/** A folder that nobody else can read, named after the process that makes it. */
export async function makeSimFolder(parent = tmpdir()): Promise<string> {
  const folder = await mkdtemp(join(parent, `${prefix}${hostname()}-${process.pid}-`));
  own.add(folder);
  return folder;
}

export async function removeSimFolder(folder: string): Promise<void> {
  own.delete(folder);
  await rm(folder, { recursive: true, force: true });
}

/** Removes what processes left that were killed: passwords are in it. What cannot be removed belongs to somebody else. */
export async function removeAbandoned(parent = tmpdir()): Promise<void> {
  for (const name of await readdir(parent).catch(() => [])) {
    const folder = join(parent, name);
    const [, host, pid] = made.exec(name) ?? [];
    // Of the processes of another machine, or another container, nothing is known here.
    if (host !== hostname() || own.has(folder)) continue;
    // In a container that was started again the process has the id of the one before.
    if (Number(pid) === process.pid || !isAlive(Number(pid)))
      await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
