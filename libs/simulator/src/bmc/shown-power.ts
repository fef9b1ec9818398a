import type { PowerState } from '../node/node-power.js';
import type { SimulatedNode } from '../node/simulated-node.js';
import type { RedfishAnswer } from './endpoint.js';

/** The power that a BMC shows: what it is or, while it is stale, what it was. */
export class ShownPower {
  readonly #node: SimulatedNode;
  #isStale = false;
  #shown: PowerState;
  /** Ends the waiting of what is on its way to be shown. */
  #waiting = new AbortController();
  readonly #forget: () => void;

  constructor(node: SimulatedNode) {
    this.#node = node;
    this.#shown = node.power;
    let known = node.power;
    this.#forget = node.onChange(() => {
      this.#turnStale();
      if (node.power === known) return;
      known = node.power;
      this.#follow(known);
    });
  }

  /** The answer, with the power that is shown. */
  in(answer: RedfishAnswer): RedfishAnswer {
    if (!this.#isStale || answer.body?.PowerState === undefined) return answer;
    return { ...answer, body: { ...answer.body, PowerState: this.#shown } };
  }

  close(): void {
    this.#forget();
    this.#waiting.abort();
  }

  #turnStale(): void {
    const isStale = this.#node.faults.stalePower !== null;
    if (isStale === this.#isStale) return;
    this.#isStale = isStale;
    this.#waiting.abort();
    this.#waiting = new AbortController();
    this.#shown = this.#node.power;
  }

  #follow(power: PowerState): void {
    const seconds = this.#node.faults.stalePower?.seconds ?? null;
    if (!this.#isStale || seconds === null) return;
    const { signal } = this.#waiting;
    this.#node.time.pause(seconds * 1000, signal).then(
      () => {
        this.#shown = power;
      },
      (error: unknown) => {
        if (!signal.aborted) this.#node.report(error);
      },
    );
  }
}
