import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { secretIn, writePrivate } from './secret-file.js';

describe('a secret in a file', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'drydock-secret-'));
  });
  afterAll(() => rm(directory, { recursive: true }));

  it('is made once, from 32 random bytes, and kept', async () => {
    const first = await secretIn(join(directory, 'deep/down/secret'));
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(await secretIn(join(directory, 'deep/down/secret'))).toBe(first);
    expect(await secretIn(join(directory, 'other'))).not.toBe(first);
  });

  it('can be read by its owner alone', async () => {
    await secretIn(join(directory, 'mine'));
    expect((await stat(join(directory, 'mine'))).mode & 0o777).toBe(0o600);
  });

  it('is made as it is told to', async () => {
    expect(await secretIn(join(directory, 'token'), () => 'a-token')).toBe('a-token');
  });

  it('is made anew where a crash left an empty file', async () => {
    await writeFile(join(directory, 'empty'), '');
    expect(await secretIn(join(directory, 'empty'))).toHaveLength(64);
  });

  it('is written whole or not at all: nothing half is left behind', async () => {
    await writePrivate(join(directory, 'whole'), 'first');
    await writePrivate(join(directory, 'whole'), 'second');
    expect(await readFile(join(directory, 'whole'), 'utf8')).toBe('second');
    expect((await readdir(directory)).filter((name) => name.endsWith('.half'))).toEqual([]);
  });
});
