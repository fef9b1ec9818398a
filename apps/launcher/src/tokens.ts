import { createHmac } from 'node:crypto';

export interface TokenHolder {
  readonly name: string;
  readonly role: 'viewer' | 'operator' | 'admin';
}

/** Ten years: these tokens are kept beside the key and are good on this machine alone. */
const validSeconds = 10 * 365 * 24 * 60 * 60;

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token: the JWT that every service accepts that was given the same key (base64url). */
export function issueToken(key: string, { name, role }: TokenHolder, nowMs: number): string {
  const issuedAt = Math.floor(nowMs / 1000);
  const claims = { iss: 'drydock', sub: name, role, iat: issuedAt, exp: issuedAt + validSeconds };
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  const signature = createHmac('sha256', Buffer.from(key, 'base64url')).update(signed).digest('base64url');
  return `${signed}.${signature}`;
}
