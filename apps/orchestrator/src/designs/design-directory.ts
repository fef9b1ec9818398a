import { Problem } from '@drydock/service';
import { isDesignFile, type DesignFile } from '@drydock/site-design';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';

const entriesAtMost = 50_000;

export interface DirectoryLimits {
  /** Links must not lead out of it. */
  readonly root: string;
  readonly limitBytes: number;
}

/** The YAML files of a directory and of all directories in it. Throws a `Problem` where that is more than a design can be. */
export async function filesIn(directory: string, { root, limitBytes }: DirectoryLimits): Promise<DesignFile[]> {
  const files: DesignFile[] = [];
  const open = [directory];
  let entries = 0;
  let bytesLeft = limitBytes;
  for (const folder of open) {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      entries += 1;
      if (entries > entriesAtMost) throw tooLarge(`has more than ${entriesAtMost} entries`);
      const path = join(folder, entry.name);
      const name = relative(directory, path).replaceAll(sep, '/');
      if (entry.isDirectory() && !entry.name.startsWith('.')) open.push(path);
      if (entry.isDirectory() || !isDesignFile(name)) continue;
      bytesLeft -= await sizeOf(path, { root, name });
      if (bytesLeft < 0) throw tooLarge(`has more than ${limitBytes} bytes of YAML`);
      files.push({ name, bytes: await readFile(path) });
    }
  }
  return files;
}

async function sizeOf(path: string, { root, name }: { readonly root: string; readonly name: string }): Promise<number> {
  const real = await realpath(path);
  if (!isBelow(root, real)) throw unusable(`${name} leads out of the directory for designs`);
  const found = await stat(real);
  if (!found.isFile()) throw unusable(`${name} is no file`);
  return found.size;
}

/** Of real paths. */
export function isBelow(root: string, path: string): boolean {
  const below = relative(root, path);
  return below !== '' && below !== '..' && !below.startsWith(`..${sep}`) && !isAbsolute(below);
}

const tooLarge = (what: string): Problem => unusable(`the directory ${what}`);

const unusable = (message: string): Problem =>
  new Problem(400, 'The design cannot be had', message).naming([{ path: 'design', message }]);
