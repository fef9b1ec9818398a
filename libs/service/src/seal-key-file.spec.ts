import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addSealKey, removeSealKey } from './seal-key-file.js';
import { SealKeys } from './sealing.js';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'drydock-'));
});
afterAll(() => rm(directory, { recursive: true }));

const kids = (keys: SealKeys): unknown[] => keys.publicKeys().map(({ kid }) => kid);

describe('the key file of a service', () => {
  it('gets a new key in front; what was sealed before is opened until the old key is taken out', async () => {
    const file = join(directory, 'oob.key');
    const before = await SealKeys.open(file);
    const [oldKid] = kids(before);
    const sealed = await before.seal('calvin', 'bmc');

    const kid = await addSealKey(file);
    const both = await SealKeys.open(file);
    expect(kids(both)).toEqual([kid, oldKid]);
    expect(await both.open(sealed, 'bmc')).toBe('calvin');
    expect((await stat(file)).mode & 0o777).toBe(0o600);

    await removeSealKey(file, String(oldKid));
    const after = await SealKeys.open(file);
    expect(kids(after)).toEqual([kid]);
    await expect(after.open(sealed, 'bmc')).rejects.toThrow(`a key (${String(oldKid)})`);
    expect(await after.open(await both.seal('hobbes', 'bmc'), 'bmc')).toBe('hobbes');
  });

  it('keeps its newest key, and says which ones it has when another is named', async () => {
    const file = join(directory, 'node.key');
    const [kid] = kids(await SealKeys.open(file));
    await expect(removeSealKey(file, String(kid))).rejects.toThrow('is the newest key');
    await expect(removeSealKey(file, 'another')).rejects.toThrow(`it has ${String(kid)}`);
  });

  it.each([
    ['is cut short', '[{"kid":"k","x":"y","d":"a-private-key"'],
    ['holds no key', '[]'],
    ['holds a public key only', '[{"kid":"k","x":"y"}]'],
  ])('that %s stops the start with its name and without what is in it', async (_what, content) => {
    const file = join(directory, 'broken.key');
    await writeFile(file, content);
    const refused: unknown = await SealKeys.open(file).catch((error: unknown) => error);
    expect(refused).toMatchObject({ message: expect.stringContaining(`${file} holds no list of private keys`) });
    expect(inspect(refused, { depth: null })).not.toContain('a-private-key');
    await expect(addSealKey(file)).rejects.toThrow('holds no list of private keys');
    expect(await readFile(file, 'utf8')).toBe(content);
  });
});
