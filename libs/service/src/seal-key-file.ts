import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import { randomUUID } from 'node:crypto';
import { chown, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { readOrCreateSecretFile } from './secret-file.js';

/** A private key with its name. */
export type SealKey = JWK & { readonly kid: string };

/** Reads a file of private keys (a JSON list of JWKs, newest first), or makes it with a first one. */
export async function openSealKeyFile(path: string): Promise<SealKey[]> {
  const { content } = await readOrCreateSecretFile(path, async () => JSON.stringify([await newKey()]));
  return keysIn(content, path);
}

/** Puts a new key in front of those that the file has, and answers its `kid`. Services take it up when they are started again. */
export async function addSealKey(path: string): Promise<string> {
  const keys = keysIn(await readFile(path, 'utf8'), path);
  const key = await newKey();
  await replace(path, [key, ...keys]);
  return key.kid;
}

/** Takes an old key out of the file. The newest one stays: it is what is sealed with. */
export async function removeSealKey(path: string, kid: string): Promise<void> {
  const keys = keysIn(await readFile(path, 'utf8'), path);
  const [newest] = keys;
  if (newest?.kid === kid) throw new Error(`${kid} is the newest key in ${path}: add another one before it goes.`);
  const left = keys.filter((key) => key.kid !== kid);
  if (left.length === keys.length) {
    throw new Error(`${path} has no key ${kid}: it has ${keys.map((key) => key.kid).join(', ')}.`);
  }
  await replace(path, left);
}

async function replace(path: string, keys: readonly SealKey[]): Promise<void> {
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, JSON.stringify(keys), { mode: 0o600, flush: true });
  // The service may be another user than the operator who does this.
  const { uid, gid } = await stat(path);
  await chown(draft, uid, gid);
  await rename(draft, path);
}

async function newKey(): Promise<SealKey> {
  const { privateKey } = await generateKeyPair('ECDH-ES', { crv: 'X25519', extractable: true });
  const jwk = await exportJWK(privateKey);
  return { ...jwk, kid: await calculateJwkThumbprint(jwk) };
}

function keysIn(content: string, path: string): SealKey[] {
  const keys = parsedOrNull(content);
  if (Array.isArray(keys) && keys.length > 0 && keys.every(isSealKey)) return keys;
  throw new Error(`${path} holds no list of private keys. How it is kept: docs/operations/rotate-keys.md.`);
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What the parser says quotes a private key.
    return null;
  }
}

const isSealKey = (value: unknown): value is SealKey =>
  typeof value === 'object' &&
  value !== null &&
  'kid' in value &&
  typeof value.kid === 'string' &&
  'd' in value &&
  'x' in value;
