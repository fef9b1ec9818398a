import fc from 'fast-check';
import { CompactEncrypt, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { openQuickly } from './quick-opening.js';
import type { SealKey } from './seal-key-file.js';

async function newKey(crv = 'X25519'): Promise<{ own: SealKey; publicKey: JWK }> {
  const { privateKey, publicKey } = await generateKeyPair('ECDH-ES', { crv, extractable: true });
  const kid = randomUUID();
  return { own: { ...(await exportJWK(privateKey)), kid }, publicKey: { ...(await exportJWK(publicKey)), kid } };
}

let [older, newer]: Awaited<ReturnType<typeof newKey>>[] = [];
let keys: SealKey[] = [];
beforeAll(async () => {
  [older, newer] = await Promise.all([newKey(), newKey()]);
  keys = [newer, older].flatMap((key) => (key ? [key.own] : []));
});

/** Sealed by the library, as anybody may do it. */
async function sealed(text: string, header: Record<string, unknown> = {}, key = newer): Promise<string> {
  const { publicKey } = key ?? (await newKey());
  return new CompactEncrypt(new TextEncoder().encode(text))
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid: publicKey.kid ?? '', address: 'bmc', ...header })
    .encrypt(await importJWK(publicKey, 'ECDH-ES'));
}

const textIn = (seal: string): string | null => {
  const opened = openQuickly(seal, keys);
  return opened && new TextDecoder().decode(opened.plaintext);
};

describe('a seal in the plain form', () => {
  it('is opened as the library opens it, whatever is in it, with the newest key and with an older one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.boolean(), async (text, old) => {
        expect(textIn(await sealed(text, {}, old ? older : newer))).toBe(text);
      }),
      { numRuns: 60 },
    );
  });

  it('says what its header says', async () => {
    expect(openQuickly(await sealed('x', { address: 'https://bmc' }), keys)?.header).toMatchObject({
      address: 'https://bmc',
      kid: newer?.own.kid,
    });
  });

  it('is not opened when a letter of it was changed, wherever', async () => {
    const seal = await sealed('{"username":"root","password":"calvin"}');
    for (const [place, letter] of [...seal].entries()) {
      // The last letter of each part has bits that stand for nothing.
      if (letter === '.' || '.'.includes(seal[place + 1] ?? '.')) continue;
      const changed = `${seal.slice(0, place)}${letter === 'A' ? 'B' : 'A'}${seal.slice(place + 1)}`;
      expect(textIn(changed)).toBeNull();
    }
  });

  it('is not opened by a key that has its name and is another', async () => {
    const seal = await sealed('x');
    const { own } = await newKey();
    expect(openQuickly(seal, [{ ...own, kid: newer?.own.kid ?? '' }])).toBeNull();
  });
});

describe('left to the library', () => {
  it.each([
    ['parties named in the header, which the key is derived from', { apu: 'YQ', apv: 'Yg' }],
    ['a name that we do not know', { cty: 'json' }],
    ['the name of a key that is not here', { kid: 'nobody' }],
    ['another encryption', { enc: 'A128GCM' }],
    ['a wrapped key', { alg: 'ECDH-ES+A256KW' }],
  ])('is %s', async (_what, header) => {
    expect(textIn(await sealed('x', header))).toBeNull();
  });

  it('is a key of another curve', async () => {
    const other = await newKey('P-256');
    const seal = await sealed('x', {}, other);
    expect(openQuickly(seal, [other.own])).toBeNull();
  });

  it.each(['', '....', 'a.b.c.d.e', 'e30..AAAAAAAAAAAAAAAA..AAAAAAAAAAAAAAAAAAAAAA'])('is what is none: %j', (text) => {
    expect(openQuickly(text, keys)).toBeNull();
  });
});
