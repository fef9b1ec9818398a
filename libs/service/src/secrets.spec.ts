import { CompactEncrypt, importJWK } from 'jose';
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
    const sealed = await seal(publicKey ?? {}, credential, 'HTTPS://BMC.example:443/');
    expect(JSON.stringify(sealed)).not.toContain('calvin');
    expect(await keys.open(sealed, 'https://bmc.example')).toEqual(credential);
  });

  it.each([
    ['another host', 'https://bmc-1', 'https://bmc-2'],
    ['another port', 'https://bmc-1', 'https://bmc-1:8443'],
    ['any port, when it was sealed for one', 'switch-1:161', 'switch-1'],
    ['a port, when it was sealed without', 'switch-1', 'switch-1:161'],
    ['another scheme', 'https://bmc-1', 'http://bmc-1'],
    ['another system behind one gateway', 'https://gateway/1', 'https://gateway/2'],
    ['the host of an IPv6 address that ends as a port would', 'fd00::1:161', '[fd00::1]:161'],
  ])('is refused for %s', async (_what, sealedFor, target) => {
    const keys = await SealKeys.open(join(directory, 'oob.key'));
    const sealed = await keys.seal(credential, sealedFor);
    await expect(keys.open(sealed, target)).rejects.toThrow('for another address');
    expect(await keys.open(sealed, sealedFor)).toEqual(credential);
  });

  it('that lost the address it is for is refused', async () => {
    const keys = await SealKeys.open(join(directory, 'oob.key'));
    const [{ kid, ...publicKey } = {}] = keys.publicKeys();
    const key = await importJWK(publicKey, 'ECDH-ES');
    const sealed = await new CompactEncrypt(new TextEncoder().encode('"calvin"'))
      .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid: String(kid) })
      .encrypt(key);
    await expect(keys.open({ sealed }, 'https://bmc-1')).rejects.toThrow('for another address');
  });

  it('is refused with the way out when its key was taken away', async () => {
    const sealed = await (await SealKeys.open(join(directory, 'gone.key'))).seal(credential, 'a');
    const refused: unknown = await (
      await SealKeys.open(join(directory, 'oob.key'))
    )
      .open(sealed, 'a')
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({
      message: expect.stringContaining('that this service does not have'),
      advice: expect.stringContaining('Submit the design again'),
    });
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

  it('tells which key opened it', async () => {
    const used: string[] = [];
    const keys = await SealKeys.open(join(directory, 'oob.key'), (kid) => used.push(kid));
    await keys.open(await keys.seal(credential, 'a'), 'a');
    await expect(keys.open(await keys.seal(credential, 'a'), 'b')).rejects.toThrow(SealError);
    expect(used).toEqual([keys.publicKeys()[0]?.['kid']]);
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
