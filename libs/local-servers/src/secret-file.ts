import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

const random = (): string => randomBytes(32).toString('hex');

/** The secret in this file; made (32 random bytes, unless said otherwise) when it is not there, readable by its owner alone. */
export async function secretIn(path: string, make: () => string = random): Promise<string> {
  const kept = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  if (kept.trim() !== '') return kept.trim();
  const secret = make();
  await writePrivate(path, `${secret}\n`);
  return secret;
}

/** Writes a file that only its owner may read, whole or not at all. */
export async function writePrivate(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const half = `${path}.${process.pid}.half`;
  await writeFile(half, text, { mode: 0o600, flush: true });
  await rename(half, path);
}
