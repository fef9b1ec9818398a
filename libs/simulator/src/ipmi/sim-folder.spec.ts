import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeSimFolder, removeAbandoned } from './sim-folder.js';

const run = promisify(execFile);

let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'drydock-sim-folders-'));
});
afterEach(() => rm(parent, { recursive: true }));

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

/** The id of a process that has ended. */
async function endedProcess(): Promise<number> {
  const { stdout } = await run(process.execPath, ['-p', 'process.pid']);
  return Number(stdout);
}

const folderOf = async (host: string, pid: number): Promise<string> => {
  const folder = join(parent, `drydock-ipmi-sim-${host}-${pid}-aB3dE6`);
  await mkdir(join(folder, 'state'), { recursive: true });
  return folder;
};

describe('the folders of simulated IPMI BMCs', () => {
  it('are removed where the process that made them is gone, however it ended', async () => {
    const abandoned = await folderOf(hostname(), await endedProcess());
    const formerOfThisId = await folderOf(hostname(), process.pid);
    await removeAbandoned(parent);
    expect([await isThere(abandoned), await isThere(formerOfThisId)]).toEqual([false, false]);
  });

  it('stay where it lives, or lives elsewhere, and whatever else is there', async () => {
    const own = await makeSimFolder(parent);
    const stays = [
      own,
      await folderOf(hostname(), process.ppid),
      await folderOf('another-machine', await endedProcess()),
      join(parent, 'drydock-ipmi-sim-notes'),
    ];
    await mkdir(join(parent, 'drydock-ipmi-sim-notes'));
    await removeAbandoned(parent);
    for (const folder of stays) expect([folder, await isThere(folder)]).toEqual([folder, true]);
  });

  it('may be nowhere: a temporary folder that cannot be read is none of their business', async () => {
    await expect(removeAbandoned(join(parent, 'missing'))).resolves.toBeUndefined();
  });
});
