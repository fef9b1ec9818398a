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
import pg from 'pg';
import { variables } from '../config.js';
import { startOob } from '../start-oob.js';

interface StandParts {
  readonly service: RunningService;
  readonly database: TestDatabase;
  readonly nats: TestNats;
  readonly directory: string;
  readonly token: string;
  readonly sql: pg.Client;
}

/** The oob service with Postgres and NATS of its own, and an operator beside it. Nothing is watched. */
export class OobStand {
  readonly sql: pg.Client;

  private constructor(private readonly parts: StandParts) {
    this.sql = parts.sql;
  }

  static async open(): Promise<OobStand> {
    const [nats, database, directory] = await Promise.all([
      startTestNats(),
      createTestDatabase(),
      mkdtemp(join(tmpdir(), 'drydock-oob-')),
    ]);
    const environment = {
      DATABASE_URL: database.url,
      DRYDOCK_HTTP_PORT: String(await freePortBlock()),
      NATS_URL: nats.url,
      DRYDOCK_TOKEN_KEY_FILE: join(directory, 'token.key'),
      DRYDOCK_SEAL_KEY_FILE: join(directory, 'oob.key'),
      DRYDOCK_LOG_LEVEL: 'silent',
      DRYDOCK_WATCH_SECONDS: '0',
    };
    const service = await startOob(readEnvironment(variables, environment), directory);
    const { tokens } = await Tokens.open(join(directory, 'token.key'));
    const token = await tokens.issue({ name: 'test', role: 'operator' }, 1);
    const sql = new pg.Client({ connectionString: database.url });
    await sql.connect();
    return new OobStand({ service, database, nats, directory, token, sql });
  }

  async close(): Promise<void> {
    const { service, database, nats, directory, sql } = this.parts;
    await sql.end();
    await service.stop();
    await nats.stop();
    await database.drop();
    await rm(directory, { recursive: true });
  }

  get natsUrl(): string {
    return this.parts.nats.url;
  }

  readonly call = async (method: string, path: string, body?: unknown): Promise<{ status: number; text: string }> => {
    const { service, token } = this.parts;
    const response = await fetch(`${service.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, text: await response.text() };
  };
}
