import { randomBytes, timingSafeEqual } from 'node:crypto';
import { sessionLimit, unauthorized } from './redfish-refusal.error.js';

export interface Credential {
  readonly username: string;
  readonly password: string;
}

export interface Session {
  readonly id: string;
  readonly token: string;
  readonly createdAt: number;
}

interface OpenSession extends Session {
  usedAt: number;
}

interface Limits {
  readonly sessionLimit: number;
  readonly sessionTimeoutSeconds: number;
  readonly now: () => number;
}

/** Who may speak with a BMC: its one account, by name and password or by the token of a session. */
export class Sessions {
  readonly #credential: Credential;
  readonly #limits: Limits;
  readonly #open = new Map<string, OpenSession>();
  #last = 0;

  constructor(credential: Credential, limits: Limits) {
    this.#credential = credential;
    this.#limits = limits;
  }

  get username(): string {
    return this.#credential.username;
  }

  list(): readonly Session[] {
    this.#expire();
    return [...this.#open.values()];
  }

  create(username: string, password: string): Session {
    if (!this.isAccount(username, password)) throw unauthorized();
    this.#expire();
    if (this.#open.size >= this.#limits.sessionLimit) throw sessionLimit();
    const now = this.#limits.now();
    const session = {
      id: String((this.#last += 1)),
      token: randomBytes(24).toString('base64url'),
      createdAt: now,
      usedAt: now,
    };
    this.#open.set(session.id, session);
    return session;
  }

  /** False when there is no such session. */
  delete(id: string): boolean {
    return this.#open.delete(id);
  }

  isAccount(username: string, password: string): boolean {
    return same(username, this.#credential.username) && same(password, this.#credential.password);
  }

  /** Whether the token is of an open session; using it keeps the session open. */
  isOpen(token: string): boolean {
    this.#expire();
    const session = [...this.#open.values()].find((candidate) => same(candidate.token, token));
    if (session === undefined) return false;
    session.usedAt = this.#limits.now();
    return true;
  }

  #expire(): void {
    const oldest = this.#limits.now() - this.#limits.sessionTimeoutSeconds * 1000;
    for (const [id, { usedAt }] of this.#open) if (usedAt < oldest) this.#open.delete(id);
  }
}

function same(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
