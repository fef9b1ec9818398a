import type { RunningService } from '@drydock/service';
import pg from 'pg';
import { OobGround } from './oob-ground.js';

interface StandParts {
  readonly ground: OobGround;
  readonly service: RunningService;
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
    const ground = await OobGround.open();
    const service = await ground.start({ DRYDOCK_WATCH_SECONDS: '0' });
    const token = await ground.token('operator');
    const sql = new pg.Client({ connectionString: ground.database.url });
    await sql.connect();
    return new OobStand({ ground, service, token, sql });
  }

  async close(): Promise<void> {
    const { ground, service, sql } = this.parts;
    await sql.end();
    await service.stop();
    await ground.close();
  }

  get natsUrl(): string {
    return this.parts.ground.nats.url;
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
