import { jwtVerify, SignJWT } from 'jose';
import { randomBytes } from 'node:crypto';
import { readOrCreateSecretFile } from './secret-file.js';

export const roles = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof roles)[number];

export interface Caller {
  readonly name: string;
  readonly role: Role;
}

const issuer = 'drydock';

/** Operators' tokens: JWTs signed with a key that the services share. */
export class Tokens {
  private constructor(private readonly key: Uint8Array) {}

  /** Reads the key, or makes one. `created` tells that nobody can have a token yet. */
  static async open(keyFile: string): Promise<{ tokens: Tokens; created: boolean }> {
    const { content, created } = await readOrCreateSecretFile(keyFile, () => randomBytes(32).toString('base64url'));
    return { tokens: new Tokens(Buffer.from(content, 'base64url')), created };
  }

  issue(caller: Caller, validForDays: number): Promise<string> {
    return new SignJWT({ role: caller.role })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer(issuer)
      .setSubject(caller.name)
      .setIssuedAt()
      .setExpirationTime(`${validForDays}d`)
      .sign(this.key);
  }

  /** Whose token it is; null when it is no good. */
  async verify(token: string): Promise<Caller | null> {
    try {
      const { payload } = await jwtVerify(token, this.key, { issuer, algorithms: ['HS256'] });
      const role = roles.find((entry) => entry === payload['role']);
      return role && payload.sub ? { name: payload.sub, role } : null;
    } catch {
      // Forged, expired and malformed tokens are all just no good.
      return null;
    }
  }
}
