import { createHash, createHmac } from 'node:crypto';

/** Random bytes, as text that fits a kernel command line. */
export type RandomText = (bytes: number) => string;

/** What the database keeps of a token: nobody can use a stolen row. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/**
 * The token that the answer to a request made with `token` carries. Asked again (its answer was lost) the very same
 * request is answered with the very same token, although neither is stored.
 */
export const tokenAfter = (token: string, salt: string): string =>
  createHmac('sha256', Buffer.from(salt, 'base64url')).update(token).digest('base64url');

/** Tells one request from another. */
export const requestFingerprint = (method: string, path: string, body: string): string =>
  createHash('sha256').update(`${method} ${path}\n${body}`).digest('hex');
