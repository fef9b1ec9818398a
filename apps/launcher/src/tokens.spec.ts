import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { issueToken } from './tokens.js';

describe("the operator's token", () => {
  const key = Buffer.alloc(32, 7).toString('base64url');
  const [header = '', claims = '', signature] = issueToken(key, { name: 'me', role: 'admin' }, 1_700_000_000_999).split(
    '.',
  );

  it('says who holds it, in which role, and until when', () => {
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toEqual({
      iss: 'drydock',
      sub: 'me',
      role: 'admin',
      iat: 1_700_000_000,
      exp: 1_700_000_000 + 315_360_000,
    });
  });

  it('is signed with the key that the services share (RFC 7515, HS256)', () => {
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({ alg: 'HS256', typ: 'JWT' });
    const expected = createHmac('sha256', Buffer.alloc(32, 7)).update(`${header}.${claims}`).digest('base64url');
    expect(signature).toBe(expected);
  });
});
