import { createHash } from 'node:crypto';
import { Connection } from './connection.js';
import { RedfishClient } from './redfish.client.js';
import type { RedfishTarget } from './transport.js';

export interface ConnectionsOptions {
  /** A connection that nobody used for so long is closed and its session deleted. Default 5 minutes. */
  readonly idleSeconds?: number;
}

interface Open {
  readonly connection: Connection;
  readonly idle: NodeJS.Timeout;
}

/**
 * The connections of one process: one per BMC and account, each with at most one session, so that the few sessions that
 * a BMC has are never used up.
 */
export class RedfishConnections {
  readonly #open = new Map<string, Open>();
  readonly #closing = new Set<Promise<void>>();
  readonly #idleMs: number;

  constructor({ idleSeconds = 300 }: ConnectionsOptions = {}) {
    this.#idleMs = idleSeconds * 1000;
  }

  /** A client of the target; its requests end when the signal is aborted. Nothing is sent yet. */
  client(target: RedfishTarget, signal: AbortSignal): RedfishClient {
    const key = keyOf(target);
    return new RedfishClient(() => this.#use(key, target), signal);
  }

  /** Deletes every session and closes every connection. */
  async close(): Promise<void> {
    for (const key of [...this.#open.keys()]) this.#end(key);
    await Promise.all(this.#closing);
  }

  #use(key: string, target: RedfishTarget): Connection {
    const open = this.#open.get(key);
    if (open !== undefined) {
      open.idle.refresh();
      return open.connection;
    }
    const connection = new Connection(target);
    const idle = setTimeout(() => this.#end(key), this.#idleMs).unref();
    this.#open.set(key, { connection, idle });
    return connection;
  }

  #end(key: string): void {
    const open = this.#open.get(key);
    if (open === undefined) return;
    this.#open.delete(key);
    clearTimeout(open.idle);
    const closing = open.connection.close().finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }
}

/** A hash, so that no password is kept once more. */
const keyOf = ({
  origin,
  username,
  password,
  verifyTls,
  caCertificate,
  requestTimeoutSeconds,
}: RedfishTarget): string =>
  createHash('sha256')
    .update(JSON.stringify([origin, username, password, verifyTls, caCertificate, requestTimeoutSeconds]))
    .digest('base64');
