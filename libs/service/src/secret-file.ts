import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

/** Reads a file that only its owner may read, or makes it. Two processes that make it at once end with the same content. */
export async function readOrCreateSecretFile(
  path: string,
  make: () => string | Promise<string>,
): Promise<{ content: string; created: boolean }> {
  try {
    return { content: await readFile(path, 'utf8'), created: false };
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw new Error(`The secret file ${path} cannot be read.`, { cause: error });
  }
  const content = await make();
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, content, { mode: 0o600, flush: true });
  try {
    await link(draft, path);
    return { content, created: true };
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw new Error(`The secret file ${path} cannot be made.`, { cause: error });
    return { content: await readFile(path, 'utf8'), created: false };
  } finally {
    await unlink(draft);
  }
}
