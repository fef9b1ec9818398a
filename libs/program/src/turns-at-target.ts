// eslint-disable-next-line drydock/sleep -- small machines lose what comes too fast; longer waits are the runner's
import { setTimeout as wait } from 'node:timers/promises';

/** Whoever speaks to one target takes turns, with a rest after each: some answer nobody when two come at a time. */
export class TurnsAtTarget {
  /** By target, the end of the last turn and its rest. */
  readonly #last = new Map<string, Promise<void>>();

  /** Rejects with an `AbortError` when the signal is aborted before it is our turn. */
  async take<T>(
    { target, restMs, signal }: { readonly target: string; readonly restMs: number; readonly signal: AbortSignal },
    work: () => Promise<T>,
  ): Promise<T> {
    const before = this.#last.get(target) ?? Promise.resolve();
    let finish: () => void = () => undefined;
    const worked = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const mine = before.then(() => worked).then(() => wait(restMs));
    this.#last.set(target, mine);
    void mine.then(() => this.#last.get(target) === mine && this.#last.delete(target));
    try {
      await orAborted(before, signal);
      return await work();
    } finally {
      finish();
    }
  }
}

async function orAborted(before: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const settled = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    const stop = (): void => reject(new DOMException('stopped before it was its turn', 'AbortError'));
    signal.addEventListener('abort', stop, { signal: settled.signal });
  });
  try {
    await Promise.race([before, aborted]);
  } finally {
    settled.abort();
  }
}
