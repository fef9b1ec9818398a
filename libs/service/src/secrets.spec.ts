import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seal, SealError, SealKeys } from './sealing.js';
import { readOrCreateSecretFile } from './secret-file.js';
import { Tokens } from './tokens.js';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'drydock-'));
});
afterAll(() => rm(directory, { recursive: true }));

const credential = { username: 'root', password: 'calvin' };

describe('a sealed credential', () => {
  it('is opened by the service it was sealed for, for the address it was sealed for, however that is written', async () => {
    const keys = await SealKeys.open(join(directory, 'oob.key'));
    const [publicKey] = keys.publicKeys();
    const sealed = await seal(publicKey ?? {}, credential, 'https://BMC.example:443/');
    expect(JSON.stringify(sealed)).not.toContain('calvin');
    expect(await keys.open(sealed, 'https://bmc.example')).toEqual(credential);
  });

  it('is refused for another address, by another service, and when it was touched', async () => {
    const keys = await SealKeys.open(join(directory, 'oob.key'));
    const others = await SealKeys.open(join(directory, 'node.key'));
    const sealed = await keys.seal(credential, 'https://bmc-1');
    await expect(keys.open(sealed, 'https://bmc-2')).rejects.toThrow(SealError);
    await expect(others.open(sealed, 'https://bmc-1')).rejects.toThrow(SealError);
    await expect(keys.open({ sealed: `${sealed.sealed.slice(0, -6)}AAAAAA` }, 'https://bmc-1')).rejects.toThrow(
      SealError,
    );
    await expect(keys.open({ sealed: 'nonsense' }, 'https://bmc-1')).rejects.toThrow(SealError);
  });

  it('is still opened with an older key that is kept behind a newer one', async () => {
    const [oldFile, newFile] = [join(directory, 'old.key'), join(directory, 'new.key')];
    const sealed = await (await SealKeys.open(oldFile)).seal(credential, 'a');
    const newKeys: unknown = JSON.parse(await readFile(await created(newFile), 'utf8'));
    const oldKeys: unknown = JSON.parse(await readFile(oldFile, 'utf8'));
    await writeFile(newFile, JSON.stringify([newKeys, oldKeys].flat()));
    const both = await SealKeys.open(newFile);
    expect(await both.open(sealed, 'a')).toEqual(credential);
    expect(both.publicKeys().map(({ d }) => d)).toEqual([undefined, undefined]);
  });
});

describe('a token', () => {
  it('says who calls and in which role, and a forged or expired one says nothing', async () => {
    const { tokens } = await Tokens.open(join(directory, 'token.key'));
    const { tokens: strangers } = await Tokens.open(join(directory, 'strange.key'));
    expect(await tokens.verify(await tokens.issue({ name: 'ann', role: 'operator' }, 1))).toEqual({
      name: 'ann',
      role: 'operator',
    });
    expect(await tokens.verify(await strangers.issue({ name: 'ann', role: 'admin' }, 1))).toBeNull();
    expect(await tokens.verify(await tokens.issue({ name: 'ann', role: 'admin' }, -1))).toBeNull();
    expect(await tokens.verify('nonsense')).toBeNull();
  });
});

describe('a secret file', () => {
  it('is made once, for its owner alone, also when two start at the same time', async () => {
    const path = join(directory, 'deep', 'secret');
    const made = await Promise.all([1, 2, 3].map((number) => readOrCreateSecretFile(path, () => `secret-${number}`)));
    expect(new Set(made.map(({ content }) => content)).size).toBe(1);
    expect(made.filter(({ created: isNew }) => isNew)).toHaveLength(1);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });
});

async function created(file: string): Promise<string> {
  await SealKeys.open(file);
  return file;
}
