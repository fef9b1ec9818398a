import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { takeDataDirectory } from './data-directory.js';

describe('the data directory', () => {
  let parent: string;
  beforeAll(async () => {
    parent = await mkdtemp(join(tmpdir(), 'drydock-data-'));
  });
  afterAll(() => rm(parent, { recursive: true }));

  it('is made when it is not there, with keys that only its owner can list', async () => {
    const taken = await takeDataDirectory(join(parent, 'new/one'));
    expect((await stat(join(parent, 'new/one/keys'))).mode & 0o777).toBe(0o700);
    await taken.release();
  });

  it('is refused when another launcher has it', async () => {
    const path = join(parent, 'busy');
    const program = join(parent, 'apps/launcher/dist');
    await mkdir(program, { recursive: true });
    await mkdir(path);
    await writeFile(join(program, 'main.js'), 'setTimeout(() => {}, 60_000)');
    const other = spawn(process.execPath, [join(program, 'main.js')]);
    await new Promise((resolve) => other.once('spawn', resolve));
    await writeFile(join(path, 'launcher.pid'), `${other.pid}\n`);
    await expect(takeDataDirectory(path)).rejects.toThrow(`Drydock runs already from ${path} (process ${other.pid})`);
    other.kill('SIGKILL');
    await new Promise((resolve) => other.once('exit', resolve));
    const taken = await takeDataDirectory(path);
    expect(await readFile(join(path, 'launcher.pid'), 'utf8')).toBe(`${process.pid}\n`);
    await taken.release();
  });

  it('is taken over from a launcher that was killed, whoever has its process id now', async () => {
    const path = join(parent, 'stale');
    await mkdir(path);
    await writeFile(join(path, 'launcher.pid'), '1\n');
    await (await takeDataDirectory(path)).release();
  });

  it('is refused when another version of Drydock made it', async () => {
    const path = join(parent, 'old');
    await mkdir(path);
    await writeFile(join(path, 'layout'), '7\n');
    await expect(takeDataDirectory(path)).rejects.toThrow(
      /is kept in layout 7, and this version of Drydock knows layout 1/,
    );
  });
});
