import type { Running } from './child-service.js';
import { keepRunning, type Kept } from './keep-running.js';

export interface CrewOptions {
  /** Told of everyone who came up, ended, or could not be started again. */
  readonly told: (name: string, what: string) => void;
  /** Gives up the start. */
  readonly signal: AbortSignal;
}

/** Everything that is kept running. When one cannot be started, the others are stopped on their way. */
export class Crew<Name extends string> {
  private readonly members = new Map<Name, Kept<Running>>();
  private readonly starting = new Set<Promise<unknown>>();
  private readonly startGivenUp = new AbortController();
  private readonly giveUp = (): void => this.startGivenUp.abort();

  constructor(private readonly options: CrewOptions) {
    options.signal.throwIfAborted();
    options.signal.addEventListener('abort', this.giveUp);
  }

  /** From now on only `stop` ends the crew, in order. */
  startIsOver(): void {
    this.options.signal.removeEventListener('abort', this.giveUp);
  }

  /** Answers what was started first; it is started again whenever it ends. */
  async keep<R extends Running>(name: Name, start: (signal: AbortSignal) => Promise<R>): Promise<R> {
    const { told } = this.options;
    const starting = keepRunning({ start, signal: this.startGivenUp.signal, told: (what) => told(name, what) });
    this.starting.add(starting);
    try {
      const kept = await starting;
      this.members.set(name, kept);
      told(name, 'ready');
      return kept.current;
    } catch (error) {
      this.giveUp();
      throw error;
    } finally {
      this.starting.delete(starting);
    }
  }

  /** By name. */
  pids(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.members].map(([name, { current }]) => [name, current.pid]));
  }

  /** Stops everyone: the ranks one after the other, those of one rank together. */
  async stop(ranks: readonly (readonly Name[])[]): Promise<void> {
    await Promise.allSettled(this.starting);
    for (const rank of ranks) {
      const members = [...this.members].filter(([name]) => rank.includes(name));
      await Promise.all(members.map(([, kept]) => kept.stop()));
    }
  }
}
