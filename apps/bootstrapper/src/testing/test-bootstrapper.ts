import { createTestDatabase, freePortBlock, type TestDatabase } from '@drydock/local-servers/testing';
import { Tokens, type RunningService } from '@drydock/service';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Clock } from '../clock.js';
import { readConfig } from '../config.js';
import { startBootstrapper } from '../start-bootstrapper.js';

/** The real time, and what a test adds to it. */
export class TestClock extends Clock {
  private aheadMilliseconds = 0;

  now(): Date {
    return new Date(Date.now() + this.aheadMilliseconds);
  }

  advance(seconds: number): void {
    this.aheadMilliseconds += seconds * 1000;
  }
}

/** What a test reads from the wire; its expectations check it. */
interface AnswerJson {
  readonly [field: string]: unknown;
  /** Of a list. */
  readonly items: readonly Readonly<Record<string, unknown>>[];
  /** Of a refusal. */
  readonly errors: readonly { readonly path: string }[];
}

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  readonly json: AnswerJson;
}

/** The fields that a refusal names. */
export const wrongFields = ({ json }: Answer): string[] => json.errors.map(({ path }) => path).sort();

export interface Ask {
  readonly token?: string | null;
  readonly json?: unknown;
  readonly lines?: string;
}

/** A whole bootstrapper on a free port, with a database and directories of its own. */
export class TestBootstrapper {
  readonly clock = new TestClock();
  private running: RunningService | null = null;

  private constructor(
    readonly url: string,
    /** An operator's. */
    readonly token: string,
    private readonly own: {
      readonly directory: string;
      readonly database: TestDatabase;
      readonly environment: Record<string, string>;
    },
  ) {}

  get directory(): string {
    return this.own.directory;
  }

  get databaseUrl(): string {
    return this.own.database.url;
  }

  static async start(more: Record<string, string> = {}): Promise<TestBootstrapper> {
    const [database, port, directory] = await Promise.all([
      createTestDatabase(),
      freePortBlock(),
      mkdtemp(join(tmpdir(), 'drydock-bootstrapper-')),
    ]);
    const tokenKey = join(directory, 'token.key');
    const { tokens } = await Tokens.open(tokenKey);
    const environment = {
      DRYDOCK_HTTP_PORT: String(port),
      DATABASE_URL: database.url,
      DRYDOCK_TOKEN_KEY_FILE: tokenKey,
      DRYDOCK_SEAL_KEY_FILE: join(directory, 'seal.keys'),
      DRYDOCK_IMAGE_DIRECTORY: join(directory, 'images'),
      DRYDOCK_LOG_LEVEL: 'silent',
      DRYDOCK_AGENT_POLL_SECONDS: '1',
      ...more,
    };
    const token = await tokens.issue({ name: 'test', role: 'operator' }, 1);
    const bootstrapper = new TestBootstrapper(`http://127.0.0.1:${port}`, token, { directory, database, environment });
    await bootstrapper.up();
    return bootstrapper;
  }

  async up(): Promise<void> {
    this.running = await startBootstrapper(readConfig(this.own.environment), this.clock);
  }

  async down(): Promise<void> {
    await this.running?.stop();
    this.running = null;
  }

  async stop(): Promise<void> {
    await this.down();
    await this.own.database.drop();
    await rm(this.directory, { recursive: true, force: true });
  }

  /** One request; with the operator's token unless another (or null for none) is given. */
  async ask(method: string, path: string, { token = this.token, json, lines }: Ask = {}): Promise<Answer> {
    const type = lines === undefined ? 'application/json' : 'text/plain';
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { 'content-type': type, ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
      body: lines ?? (json === undefined ? null : JSON.stringify(json)),
    });
    const text = await response.text();
    const answered = response.headers.get('content-type') ?? '';
    return { status: response.status, type: answered, text, json: answered.includes('json') ? JSON.parse(text) : null };
  }
}
