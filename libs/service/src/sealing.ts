import { canonicalAddress, isAddress, isSealed, type Sealed } from '@drydock/contracts';
import {
  calculateJwkThumbprint,
  compactDecrypt,
  CompactEncrypt,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
} from 'jose';
import { readOrCreateSecretFile } from './secret-file.js';

/** Why something sealed was not opened. Says nothing of what is inside. */
export class SealError extends Error {
  override readonly name = 'SealError';
}

const encryption = { alg: 'ECDH-ES', enc: 'A256GCM' } as const;

/** Seals a value for the owner of a public key, bound to the address it is for. */
export async function seal(publicKey: JWK, value: unknown, address: string): Promise<Sealed> {
  const header = { ...encryption, kid: publicKey.kid, address: canonicalAddress(address) };
  const plaintext = new TextEncoder().encode(JSON.stringify(value));
  const key = await importJWK(publicKey, encryption.alg);
  return { sealed: await new CompactEncrypt(plaintext).setProtectedHeader(header).encrypt(key) };
}

/** A service's own keys: opens what was sealed for it, with the newest key or an older one that is still kept. */
export class SealKeys {
  private constructor(private readonly privateKeys: readonly JWK[]) {}

  /** Reads the keys (a JSON list of private JWKs, newest first), or makes the first one. */
  static async open(keyFile: string): Promise<SealKeys> {
    const { content } = await readOrCreateSecretFile(keyFile, async () => JSON.stringify([await newKey()]));
    const keys: unknown = JSON.parse(content);
    if (!Array.isArray(keys) || !keys.every(isPrivateKey))
      throw new SealError(`${keyFile} holds no list of private keys.`);
    return new SealKeys(keys);
  }

  /** Public halves, newest first. */
  publicKeys(): Record<string, unknown>[] {
    return this.privateKeys.map(({ kty, crv, x, kid }) => ({ kty, crv, x, kid, use: 'enc', alg: encryption.alg }));
  }

  /** Seals something for this service itself. */
  seal(value: unknown, address: string): Promise<Sealed> {
    const [newest] = this.privateKeys;
    if (!newest) throw new SealError('There is no key to seal with.');
    const { d: _secret, ...publicKey } = newest;
    return seal(publicKey, value, address);
  }

  /**
   * The value, if it was sealed for this service and for this address, with or without the port that the target names
   * beside it. Throws a `SealError` otherwise.
   */
  async open({ sealed }: Sealed, address: string, port?: number): Promise<unknown> {
    const { plaintext, protectedHeader } = await this.decrypt(sealed);
    const boundTo = protectedHeader['address'];
    const spellings = [canonicalAddress(address), canonicalAddress(address, port)];
    if (typeof boundTo !== 'string' || !isAddress(boundTo) || !spellings.includes(canonicalAddress(boundTo))) {
      throw new SealError('The credential was sealed for another address than the target has.');
    }
    return JSON.parse(new TextDecoder().decode(plaintext));
  }

  private decrypt(sealed: string) {
    return compactDecrypt(
      sealed,
      ({ kid }) => {
        const key = this.privateKeys.find((candidate) => candidate.kid === kid);
        if (!key)
          throw new SealError(`The credential was sealed with a key (${String(kid)}) that this service does not have.`);
        return importJWK(key, encryption.alg);
      },
      { keyManagementAlgorithms: [encryption.alg], contentEncryptionAlgorithms: [encryption.enc] },
    ).catch((error: unknown) => {
      if (error instanceof SealError) throw error;
      throw new SealError('The credential cannot be opened: it is damaged or was not sealed for this service.');
    });
  }
}

async function newKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair(encryption.alg, { crv: 'X25519', extractable: true });
  const jwk = await exportJWK(privateKey);
  return { ...jwk, kid: await calculateJwkThumbprint(jwk) };
}

const isPrivateKey = (value: unknown): value is JWK =>
  typeof value === 'object' && value !== null && 'kid' in value && 'd' in value && 'x' in value;

/** The value itself, opened when it is sealed. */
export const openIfSealed = (
  keys: SealKeys,
  value: unknown,
  { address, port }: { readonly address: string; readonly port?: number | undefined },
): Promise<unknown> => (isSealed(value) ? keys.open(value, address, port) : Promise.resolve(value));
