import {
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  type KeyObject,
} from 'node:crypto';
import type { SealKey } from './seal-key-file.js';

/** What was in a seal, and what its header says. */
export interface Opened {
  readonly plaintext: Uint8Array;
  readonly header: Readonly<Record<string, unknown>>;
}

/** The only names in the header of what Drydock seals: with others the key may be derived otherwise, or more be demanded. */
const plainNames: ReadonlySet<string> = new Set(['alg', 'enc', 'kid', 'address', 'epk']);

/** No wrapped key, a nonce of 96 bits, a tag of 128. */
const plainForm = /^([\w-]+)\.\.([\w-]{16})\.([\w-]*)\.([\w-]{22})$/;

const privateKeys = new WeakMap<SealKey, KeyObject>();

/**
 * Opens a seal in the plain form (RFC 7516 compact, ECDH-ES direct by X25519, A256GCM, nothing else in its header), in a fourth of the
 * time that a library takes that has every form. Null for everything else and for everything that is wrong: whoever asked finds out
 * with the library, and says why.
 */
export function openQuickly(sealed: string, keys: readonly SealKey[]): Opened | null {
  const [, protectedHeader = '', iv = '', ciphertext = '', tag = ''] = plainForm.exec(sealed) ?? [];
  try {
    const header = headerIn(protectedHeader);
    const key = header && keys.find(({ kid }) => kid === header['kid']);
    if (!header || !key) return null;
    const publicKey = createPublicKey({ key: ephemeralIn(header['epk']), format: 'jwk' });
    const shared = diffieHellman({ privateKey: privateKeyOf(key), publicKey });
    const nonce = Buffer.from(iv, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', contentKey(shared), nonce, { authTagLength: 16 });
    decipher.setAAD(Buffer.from(protectedHeader, 'ascii')).setAuthTag(Buffer.from(tag, 'base64url'));
    return { plaintext: Buffer.concat([decipher.update(ciphertext, 'base64url'), decipher.final()]), header };
  } catch {
    // Whatever it is, the library says it better.
    return null;
  }
}

function headerIn(text: string): Record<string, unknown> | null {
  const header: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
  if (typeof header !== 'object' || header === null) return null;
  const fields: Record<string, unknown> = { ...header };
  const plain = fields['alg'] === 'ECDH-ES' && fields['enc'] === 'A256GCM';
  return plain && Object.keys(fields).every((name) => plainNames.has(name)) ? fields : null;
}

function ephemeralIn(epk: unknown): { kty: string; crv: string; x: string } {
  if (typeof epk === 'object' && epk !== null && 'crv' in epk && 'x' in epk && typeof epk.x === 'string') {
    if (epk.crv === 'X25519') return { kty: 'OKP', crv: 'X25519', x: epk.x };
  }
  throw new Error('The ephemeral key is of another kind.');
}

function privateKeyOf(key: SealKey): KeyObject {
  const known = privateKeys.get(key);
  if (known) return known;
  const { kty, crv, x, d } = key;
  const made = createPrivateKey({ key: { kty, crv, x, d }, format: 'jwk' });
  privateKeys.set(key, made);
  return made;
}

const number = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

/** What stands around the shared secret in the derivation of RFC 7518, 4.6.2: the round; algorithm, no parties, length in bits. */
const round = number(1);
const about = Buffer.concat([number(7), Buffer.from('A256GCM'), number(0), number(0), number(256)]);

const contentKey = (shared: Buffer): Buffer => createHash('sha256').update(round).update(shared).update(about).digest();
