import { TooLarge } from '../documents/limits.js';

/** Some seconds. A real site of four hundred documents needs a thousandth of it. */
const allowed = 100_000_000;
const fewKeys = 500;
const slow = 100;

/** Counts what rendering does: values copied, characters searched. Ends what has no end in sight. */
export class Work {
  #left = allowed;

  /** Of an object or list with that many entries. Objects of many keys are slow: each copy hashes them all again. */
  copy(entries: number): void {
    this.spend(entries > fewKeys ? entries * slow : entries);
  }

  /** Throws TooLarge. */
  spend(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) throw new TooLarge('rendering the manifests takes too many steps');
  }
}
