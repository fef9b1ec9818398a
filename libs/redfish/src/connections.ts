import { createHash } from 'node:crypto';
import { Connection } from './connection.js';
import { RedfishClient } from './redfish.client.js';
import { mostSessionsPerBmc, OwnSessions, type SessionBook } from './session-book.js';
import type { RedfishTarget } from './transport.js';

export interface ConnectionsOptions {
  /** A connection that nobody used for so long is closed and its session deleted. Default 5 minutes. */
  readonly idleSeconds?: number;
  /** Where sessions are written down; left out, this process is the only one at its BMCs. */
  readonly book?: SessionBook;
}

const mostClosingTogether = 256;

interface Open {
  readonly origin: string;
  readonly connection: Connection;
  readonly idle: NodeJS.Timeout;
}

/**
 * The connections of one process: one per BMC and account, and never more than two per BMC, even while credentials or
 * certificates are replaced. What they have open is in a book, which other processes may share.
 */
export class RedfishConnections {
  readonly #open = new Map<string, Open>();
  /** Keys of those that are open at a BMC, the one that was used last at the end. */
  readonly #atOrigin = new Map<string, Set<string>>();
  readonly #closing = new Map<Promise<void>, string>();
  readonly #idleMs: number;
  #book: SessionBook;
  #opened = 0;

  constructor({ idleSeconds = 300, book = new OwnSessions() }: ConnectionsOptions = {}) {
    this.#idleMs = idleSeconds * 1000;
    this.#book = book;
  }

  /** Writes the sessions of connections that are opened from now on into another book. */
  keepSessionsIn(book: SessionBook): void {
    this.#book = book;
  }

  /** A client of the target; its requests end when the signal is aborted. Nothing is sent yet. */
  client(target: RedfishTarget, signal: AbortSignal): RedfishClient {
    const key = keyOf(target);
    return new RedfishClient(() => this.#use(key, target), signal);
  }

  /** Deletes every session and closes every connection, some at a time: there may be ten thousand. */
  async close(): Promise<void> {
    for (const key of this.#open.keys()) {
      this.#end(key);
      if (this.#closing.size >= mostClosingTogether) await Promise.race(this.#closing.keys());
    }
    await Promise.all(this.#closing.keys());
  }

  #use(key: string, target: RedfishTarget): Connection {
    const open = this.#open.get(key);
    if (open !== undefined) {
      open.idle.refresh();
      // The one that was used last stands last.
      this.#atOrigin.get(open.origin)?.delete(key);
      this.#atOrigin.get(open.origin)?.add(key);
      return open.connection;
    }
    const { origin } = target;
    const others = this.#keysAt(origin);
    for (const other of others.slice(0, Math.max(0, others.length + 1 - mostSessionsPerBmc))) this.#end(other);
    const ready = this.#closedAt(origin);
    const connection = new Connection(target, { book: this.#book, user: String((this.#opened += 1)), ready });
    const idle = setTimeout(() => this.#end(key), this.#idleMs).unref();
    this.#open.set(key, { origin, connection, idle });
    this.#atOrigin.set(origin, new Set([...this.#keysAt(origin), key]));
    return connection;
  }

  #keysAt(origin: string): string[] {
    return [...(this.#atOrigin.get(origin) ?? [])];
  }

  async #closedAt(origin: string): Promise<void> {
    await Promise.all([...this.#closing].filter(([, closing]) => closing === origin).map(([closing]) => closing));
  }

  #end(key: string): void {
    const open = this.#open.get(key);
    if (open === undefined) return;
    this.#open.delete(key);
    const there = this.#atOrigin.get(open.origin);
    there?.delete(key);
    if (there?.size === 0) this.#atOrigin.delete(open.origin);
    clearTimeout(open.idle);
    const closing = open.connection.close().finally(() => this.#closing.delete(closing));
    this.#closing.set(closing, open.origin);
  }
}

/** A hash, so that no password is kept once more. */
const keyOf = (target: RedfishTarget): string => {
  const { origin, username, password, verifyTls, caCertificate, requestTimeoutSeconds, login } = target;
  return createHash('sha256')
    .update(JSON.stringify([origin, username, password, verifyTls, caCertificate, requestTimeoutSeconds, login]))
    .digest('base64');
};
