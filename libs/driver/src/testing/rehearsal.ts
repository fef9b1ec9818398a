import type { Confirmation } from '@drydock/contracts';
import type { ActionContext, Ended } from '../driver.js';

type Attempt<R> = (context: ActionContext) => Promise<Ended<R>>;

/**
 * Plays the runner for one target in a specification: keeps checkpoint and memory, asks again as long as the driver
 * wants to be, and lets a clock of its own go on meanwhile, so that no test waits for an `again`.
 */
export class Rehearsal {
  memory: unknown;
  checkpointed: unknown;
  confirmation: Confirmation | null = null;
  readonly checkpoints: unknown[] = [];
  readonly progress: string[] = [];
  readonly quirks: string[] = [];
  /** In milliseconds; starts anywhere but at 0. */
  clock = 1_800_000_000_000;
  /** Called, and awaited, instead of waiting. */
  onWait: (seconds: number) => unknown = () => undefined;
  attempt = 0;
  signal: AbortSignal = new AbortController().signal;
  readonly #mostAttempts = 1000;

  /** A new action on the same target: the checkpoint is gone, the memory stays. */
  async run<R>(act: Attempt<R>): Promise<Ended<R>> {
    this.checkpointed = undefined;
    this.confirmation = null;
    this.attempt = 0;
    return this.resume(act);
  }

  /** Goes on with an action whose driver died in the middle. */
  async resume<R>(act: Attempt<R>): Promise<Ended<R>> {
    for (let left = this.#mostAttempts; left > 0; left -= 1) {
      const ended = await this.once(act);
      if (ended.kind !== 'again') return ended;
      this.progress.push(ended.progress);
      this.clock += ended.afterSeconds * 1000;
      await this.onWait(ended.afterSeconds);
    }
    throw new Error(`still not over after ${this.#mostAttempts} attempts: ${this.progress.at(-1) ?? ''}`);
  }

  /** One call of the driver. */
  once<R>(act: Attempt<R>): Promise<Ended<R>> {
    this.attempt += 1;
    return act(this.#context('for real'));
  }

  /** What the driver would do. */
  dryRun<R>(act: Attempt<R>): Promise<Ended<R>> {
    this.checkpointed = undefined;
    this.attempt = 1;
    return act(this.#context('dry'));
  }

  #context(run: 'for real' | 'dry'): ActionContext {
    const latest = { checkpointed: () => this.checkpointed, memory: () => this.memory };
    return {
      signal: this.signal,
      dryRun: run === 'dry',
      attempt: this.attempt,
      confirmation: this.confirmation,
      get checkpointed() {
        return latest.checkpointed();
      },
      get memory() {
        return latest.memory();
      },
      checkpoint: async (data) => {
        // What is kept in a database comes back as JSON.
        this.checkpointed = JSON.parse(JSON.stringify(data));
        this.checkpoints.push(this.checkpointed);
      },
      remember: async (data) => {
        this.memory = JSON.parse(JSON.stringify(data));
      },
      progress: (message) => void this.progress.push(message),
      quirk: (id) => void this.quirks.push(id),
      now: () => this.clock,
    };
  }
}
