import { jetstream, jetstreamManager, type JetStreamClient, type JetStreamManager } from '@nats-io/jetstream';
import { connect, type ConnectionOptions, type NatsConnection } from 'nats';
import { defaultStreamLimits, ensureStreams, type StreamLimits } from './streams.js';

export interface BrokerOptions {
  /** `nats://user:password@host:4222`, several separated by commas, or `nats://token@host:4222`. */
  readonly url: string;
  /** Shown in the server's list of connections. */
  readonly name: string;
  readonly limits?: StreamLimits;
  /** How often the server is asked whether it is there; after two questions without an answer the connection is given up. 10 s when left out. */
  readonly pingEveryMs?: number;
  /** Told whenever the connection is lost or back. */
  readonly onStatus?: (status: string) => void;
}

/** A connection to NATS that never gives up, with the streams in place. */
export class Broker {
  private up = true;

  readonly client: JetStreamClient;

  private constructor(
    readonly connection: NatsConnection,
    readonly manager: JetStreamManager,
    private readonly limits: StreamLimits,
  ) {
    this.client = jetstream(connection);
  }

  /** Connects, waiting as long as it takes for the first connection, and makes the streams. */
  static async connect(options: BrokerOptions): Promise<Broker> {
    const { url, name, limits = defaultStreamLimits, pingEveryMs = 10_000, onStatus } = options;
    const connection = await connect({
      ...serversOf(url),
      name,
      waitOnFirstConnect: true,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 500,
      reconnectJitter: 250,
      pingInterval: pingEveryMs,
      maxPingOut: 2,
      // Otherwise the client makes an error with its stack for every message that it publishes.
      noAsyncTraces: true,
    });
    const manager = await jetstreamManager(connection, { checkAPI: false });
    const broker = new Broker(connection, manager, limits);
    void broker.watch(onStatus);
    await broker.ensureStreams();
    return broker;
  }

  /** Puts streams back that have gone missing. */
  ensureStreams(): Promise<void> {
    return ensureStreams(this.manager, this.limits);
  }

  connected(): boolean {
    return this.up && !this.connection.isClosed();
  }

  /** Lets what is under way end, then closes. */
  async drain(): Promise<void> {
    if (!this.connection.isClosed()) await this.connection.drain();
  }

  private async watch(told?: (status: string) => void): Promise<void> {
    for await (const { type } of this.connection.status()) {
      if (type === 'disconnect' || type === 'reconnect') this.up = type === 'reconnect';
      if (type !== 'ping') told?.(type);
    }
  }
}

/** Splits a NATS URL into what the client takes: it does not read credentials out of a URL itself. */
export function serversOf(url: string): Pick<ConnectionOptions, 'servers' | 'user' | 'pass' | 'token'> {
  const parsed = url
    .split(',')
    .map((entry) => new URL(entry.includes('://') ? entry.trim() : `nats://${entry.trim()}`));
  const servers = parsed.map(({ protocol, host }) => (protocol === 'nats:' ? host : `${protocol}//${host}`));
  const [first] = parsed;
  if (!first || first.username === '') return { servers };
  const user = decodeURIComponent(first.username);
  return first.password === '' ? { servers, token: user } : { servers, user, pass: decodeURIComponent(first.password) };
}
