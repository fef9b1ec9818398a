import {
  createTestDatabase,
  freePortBlock,
  startTestNats,
  type TestDatabase,
  type TestNats,
} from '@drydock/local-servers/testing';
import { readEnvironment, Tokens, type RunningService } from '@drydock/service';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { variables } from '../config.js';
import { startOob } from '../start-oob.js';

/** What an oob service stands on: Postgres, NATS and a folder for its keys, none of which anybody else uses. */
export class OobGround {
  private constructor(
    readonly nats: TestNats,
    readonly database: TestDatabase,
    private readonly directory: string,
  ) {}

  static async open(): Promise<OobGround> {
    const [nats, database, directory] = await Promise.all([
      startTestNats(),
      createTestDatabase(),
      mkdtemp(join(tmpdir(), 'drydock-oob-')),
    ]);
    return new OobGround(nats, database, directory);
  }

  /** Starts a service on it; `more` are variables of its environment. */
  async start(more: Readonly<Record<string, string>> = {}): Promise<RunningService> {
    const environment = {
      DATABASE_URL: this.database.url,
      DRYDOCK_HTTP_PORT: String(await freePortBlock()),
      NATS_URL: this.nats.url,
      DRYDOCK_TOKEN_KEY_FILE: this.#tokenKey,
      DRYDOCK_SEAL_KEY_FILE: join(this.directory, 'oob.key'),
      DRYDOCK_LOG_LEVEL: 'silent',
      ...more,
    };
    return startOob(readEnvironment(variables, environment), this.directory);
  }

  /** A token that its services take, once one of them was started. */
  async token(role: 'viewer' | 'operator'): Promise<string> {
    const { tokens } = await Tokens.open(this.#tokenKey);
    return tokens.issue({ name: 'test', role }, 1);
  }

  /** When nothing runs on it any more. */
  async close(): Promise<void> {
    await this.nats.stop();
    await this.database.drop();
    await rm(this.directory, { recursive: true });
  }

  get #tokenKey(): string {
    return join(this.directory, 'token.key');
  }
}
