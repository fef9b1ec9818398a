import type { Database } from '@drydock/service';
import type { Pool, PoolClient } from 'pg';

/** What a process that was killed finds when it reaches for the database: nothing it does arrives any more. */
class ProcessGone extends Error {
  override readonly name = 'ProcessGone';
}

/**
 * One service process, as far as a runner can tell: a clock, and a line to the database that can be cut. `kill` is
 * kill -9, `pause` is SIGSTOP, `cut` takes the network to the database away.
 */
export class ServiceProcess {
  readonly database: Database;
  /** Added to the time of day that this process believes in. */
  skewMilliseconds = 0;
  private state: 'running' | 'killed' | 'paused' | 'cut' = 'running';
  private readonly troubledAt: number[] = [];
  private pausedAt = 0;
  private wokeAt = -Infinity;
  private waiting: (() => void)[] = [];

  constructor(
    readonly name: string,
    database: Database,
  ) {
    const pool = this.guard(database.pool, {
      connect: () => this.connect(database.pool),
      query: (...query: unknown[]) => this.arrive(() => Reflect.apply(database.pool.query, database.pool, query)),
    });
    this.database = this.guard(database, { pool });
  }

  readonly now = (): number => Date.now() + this.skewMilliseconds;

  /** Stands still while the process is paused, and jumps when it goes on. */
  readonly elapsed = (): number => (this.state === 'paused' ? this.pausedAt : performance.now());

  get isKilled(): boolean {
    return this.state === 'killed';
  }

  /** Whether anything happened to it since that moment (`performance.now()`) that it may not have noticed. */
  hadTroubleSince(moment: number): boolean {
    return this.state !== 'running' || this.troubledAt.some((at) => at >= moment);
  }

  /** Whether it stands still, or has only just come to itself. */
  couldNotKnow(): boolean {
    return this.state === 'paused' || performance.now() - this.wokeAt < 250;
  }

  kill(): void {
    this.change('killed');
  }

  pause(): void {
    if (this.state !== 'running') return;
    this.pausedAt = performance.now();
    this.change('paused');
  }

  cut(): void {
    if (this.state === 'running') this.change('cut');
  }

  resume(): void {
    if (this.state === 'killed') return;
    if (this.state === 'paused') this.wokeAt = performance.now();
    this.change('running');
  }

  /** Resolves when the process runs; never for one that was killed. */
  async running(): Promise<void> {
    while (this.state === 'paused' || this.state === 'killed')
      await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  private change(state: typeof this.state): void {
    this.state = state;
    this.troubledAt.push(performance.now());
    const waiting = this.waiting;
    this.waiting = [];
    for (const resume of waiting) resume();
  }

  private async connect(pool: Pool): Promise<PoolClient> {
    await this.line();
    const client = await pool.connect();
    try {
      await this.line();
    } catch (error) {
      // The server ends what a dead process had open.
      client.release(true);
      throw error;
    }
    return this.guard(client, {
      query: (...query: unknown[]) => this.arrive(() => Reflect.apply(client.query, client, query)),
      release: (error?: Error | boolean) => client.release(error),
    });
  }

  /** Asks, and hears the answer, as far as the state of the process and of its network lets it. */
  private async arrive<T>(ask: () => Promise<T>): Promise<T> {
    await this.line();
    const answer = await ask();
    await this.line();
    return answer;
  }

  private async line(): Promise<void> {
    while (this.state === 'paused' || this.state === 'cut')
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    if (this.state === 'killed') throw new ProcessGone(`${this.name} was killed`);
  }

  private guard<T extends object>(target: T, replaced: Readonly<Record<string, unknown>>): T {
    return new Proxy(target, {
      get: (from, property): unknown =>
        typeof property === 'string' && property in replaced ? replaced[property] : Reflect.get(from, property),
    });
  }
}
