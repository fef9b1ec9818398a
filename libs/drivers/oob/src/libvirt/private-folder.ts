import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Lends a folder that only this user may look into, and that is gone when `work` has ended. */
export async function withPrivateFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'drydock-libvirt-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes a file for this user alone. */
export const writePrivate = (path: string, content: string, mode: 0o600 | 0o700 = 0o600): Promise<void> =>
  writeFile(path, content, { mode });
