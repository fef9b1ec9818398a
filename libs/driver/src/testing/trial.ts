import type { ActionName, ActionService, TargetOf } from '@drydock/contracts';
import { randomUUID } from 'node:crypto';
import { invoke } from '../any-driver.js';
import { DriverError } from '../driver-error.js';
import type { ActionContext, Driver, Ended } from '../driver.js';
import type { ConformanceBench } from './conformance-bench.js';
import { Rehearsal } from './rehearsal.js';

type Answer = Ended<Record<string, unknown>>;

/** Puts one driver through its actions, and keeps everything that it says meanwhile. */
export class Trial<S extends ActionService> {
  readonly #said: string[] = [];
  readonly #rehearsal = new Rehearsal();

  constructor(
    readonly driver: Driver<S>,
    private readonly open: () => ConformanceBench<S>,
  ) {}

  get bench(): ConformanceBench<S> {
    return this.open();
  }

  /** All of what the driver said, asked to remember, and failed with. */
  get said(): string {
    return this.#said.join('\n');
  }

  /** The action to its end, as the service runs it. */
  run(action: ActionName<S>): Promise<Answer> {
    this.#rehearsal.onWait = async (seconds) => {
      const { bench } = this;
      await bench.onWait?.(seconds, action);
      this.#rehearsal.confirmation = bench.confirmation ?? null;
    };
    return this.#heard(this.#rehearsal, () => this.#rehearsal.run(this.#act(action, this.bench.target)));
  }

  dryRun(action: ActionName<S>): Promise<Answer> {
    return this.#heard(this.#rehearsal, () => this.#rehearsal.dryRun(this.#act(action, this.bench.target)));
  }

  /** One call of the driver, for a target that it knows nothing of. */
  once(action: ActionName<S>, target: TargetOf<S>, signal: AbortSignal): Promise<Answer> {
    const rehearsal = new Rehearsal();
    rehearsal.signal = signal;
    return this.#heard(rehearsal, () => rehearsal.once(this.#act(action, target)));
  }

  reach(target: TargetOf<S>, signal: AbortSignal): Promise<void> {
    return this.#heard(new Rehearsal(), () => this.driver.reach(target, signal));
  }

  probe(target: TargetOf<S>, signal: AbortSignal) {
    return this.#heard(new Rehearsal(), () => this.driver.probe(target, signal));
  }

  #act(action: ActionName<S>, target: TargetOf<S>): (context: ActionContext) => Promise<Answer> {
    const { node, parameters } = this.bench;
    const command = { id: randomUUID(), node, target, parameters: parameters[action] };
    return (context) => invoke(this.driver, action, { command, context });
  }

  async #heard<T>(rehearsal: Rehearsal, act: () => Promise<T>): Promise<T> {
    try {
      const answer = await act();
      this.#said.push(JSON.stringify(answer ?? null));
      return answer;
    } catch (error) {
      this.#said.push(error instanceof Error ? `${error.stack ?? error.message}` : String(error));
      if (error instanceof DriverError) this.#said.push(JSON.stringify([error.evidence, error.advice]));
      throw error;
    } finally {
      const { progress, checkpoints, quirks, memory = null } = rehearsal;
      this.#said.push(JSON.stringify([progress, checkpoints, quirks, memory]));
    }
  }
}
