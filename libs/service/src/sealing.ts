import { canonicalAddress, isAddress, isSealed, type Sealed } from '@drydock/contracts';
import { compactDecrypt, CompactEncrypt, decodeProtectedHeader, importJWK, type JWK } from 'jose';
import { openSealKeyFile, type SealKey } from './seal-key-file.js';

const sealAgain =
  'Seal the credential again, with the newest public key of this service and the canonical address of the target.';

/** Why something sealed was not opened, and what to do. Says nothing of what is inside. */
export class SealError extends Error {
  override readonly name = 'SealError';

  constructor(
    message: string,
    readonly advice: string = sealAgain,
  ) {
    super(message);
  }
}

const encryption = { alg: 'ECDH-ES', enc: 'A256GCM' } as const;

/** Seals a value for the owner of a public key, bound to the address it is for. */
export async function seal(publicKey: JWK, value: unknown, address: string): Promise<Sealed> {
  const header = { ...encryption, kid: publicKey.kid, address: canonicalAddress(address) };
  const plaintext = new TextEncoder().encode(JSON.stringify(value));
  const key = await importedOnce(publicKey);
  return { sealed: await new CompactEncrypt(plaintext).setProtectedHeader(header).encrypt(key) };
}

/** A design has thousands of credentials for the same key. */
const imported = new WeakMap<JWK, ReturnType<typeof importJWK>>();

function importedOnce(publicKey: JWK): ReturnType<typeof importJWK> {
  const key = imported.get(publicKey) ?? importJWK(publicKey, encryption.alg);
  imported.set(publicKey, key);
  return key;
}

/** The key that something was sealed with; null when that cannot be read. */
export function kidOf({ sealed }: Sealed): string | null {
  try {
    return decodeProtectedHeader(sealed).kid ?? null;
  } catch {
    // Not a seal, whatever it calls itself.
    return null;
  }
}

/** A service's own keys: opens what was sealed for it, with the newest key or an older one that is still kept. */
export class SealKeys {
  private readonly imported = new Map<JWK, ReturnType<typeof importJWK>>();

  private constructor(
    private readonly privateKeys: readonly SealKey[],
    private readonly onOpened: (kid: string) => void,
  ) {}

  /**
   * Reads the keys (a JSON list of private JWKs, newest first), or makes the first one. `onOpened` is told of each use
   * of a key, so that an old one can be seen to be used no more.
   */
  static async open(keyFile: string, onOpened: (kid: string) => void = () => undefined): Promise<SealKeys> {
    return new SealKeys(await openSealKeyFile(keyFile), onOpened);
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

  /** The value, if it was sealed for this service and for exactly this address. Throws a `SealError` otherwise. */
  async open({ sealed }: Sealed, address: string): Promise<unknown> {
    const { plaintext, protectedHeader } = await this.decrypt(sealed);
    const { address: boundTo, kid } = protectedHeader;
    const bound = typeof boundTo === 'string' && isAddress(boundTo) ? canonicalAddress(boundTo) : undefined;
    if (bound !== canonicalAddress(address)) {
      throw new SealError('The credential was sealed for another address than the target has.');
    }
    const value = plaintextOf(plaintext);
    this.onOpened(String(kid));
    return value;
  }

  private importedKey(key: JWK) {
    const imported = this.imported.get(key) ?? importJWK(key, encryption.alg);
    this.imported.set(key, imported);
    return imported;
  }

  private decrypt(sealed: string) {
    return compactDecrypt(
      sealed,
      ({ kid }) => {
        const key = this.privateKeys.find((candidate) => candidate.kid === kid);
        if (!key) throw unknownKey(kid);
        return this.importedKey(key);
      },
      { keyManagementAlgorithms: [encryption.alg], contentEncryptionAlgorithms: [encryption.enc] },
    ).catch((error: unknown) => {
      if (error instanceof SealError) throw error;
      throw new SealError('The credential cannot be opened: it is damaged or was not sealed for this service.');
    });
  }
}

const unknownKey = (kid: unknown): SealError =>
  new SealError(
    `The credential was sealed with a key (${typeof kid === 'string' ? kid.slice(0, 64) : 'without a name'}) that this service does not have.`,
    'Submit the design again, which seals it with the newest key; a request of its own: ask again with the credential ' +
      'in plain over REST. Where the old key was taken away too early, put it back behind the newest one.',
  );

function plaintextOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    // What the parser says quotes the secret.
    throw new SealError('The credential was opened, and is not JSON.');
  }
}

/** The value itself, opened when it is sealed. */
export const openIfSealed = (keys: SealKeys, value: unknown, address: string): Promise<unknown> =>
  isSealed(value) ? keys.open(value, address) : Promise.resolve(value);
