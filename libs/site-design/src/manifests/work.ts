import { TooLarge } from '../documents/limits.js';

/** About two seconds. A real site of four hundred documents needs a thousandth of it. */
const allowed = 100_000_000;

/** Counts what rendering does: values copied, characters searched. Ends what has no end in sight. */
export class Work {
  #left = allowed;

  /** Throws TooLarge. */
  spend(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) throw new TooLarge('rendering the manifests takes too many steps');
  }
}
