import { createHmac } from 'node:crypto';

const validSeconds = 365 * 24 * 60 * 60;

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token of an administrator: the JWT that every service accepts that was given the same key (base64url). */
export function operatorToken(key: string, nowMs: number): string {
  const issuedAt = Math.floor(nowMs / 1000);
  const claims = { iss: 'drydock', sub: 'npm-start', role: 'admin', iat: issuedAt, exp: issuedAt + validSeconds };
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  const signature = createHmac('sha256', Buffer.from(key, 'base64url')).update(signed).digest('base64url');
  return `${signed}.${signature}`;
}
