import type { Attempt } from './attempt.js';
import type { RunnerMetrics } from './runner.metrics.js';
import type { TakenAction } from './runner.store.js';

/** The driver calls of this process: those whose end counts, and those that were lost but have not come back yet. */
export class UnderWay {
  private readonly attempts = new Map<string, Attempt>();
  private readonly lost = new Set<Attempt>();

  constructor(private readonly metrics: RunnerMetrics) {}

  get size(): number {
    return this.attempts.size + this.lost.size;
  }

  ids(): string[] {
    return [...this.attempts.keys()];
  }

  find(id: string): Attempt | undefined {
    return this.attempts.get(id);
  }

  all(): Attempt[] {
    return [...this.attempts.values()];
  }

  /** Targets that nobody may be sent to from here, for a call that was lost still goes on there. */
  lostKeys(): string[] {
    return [...this.lost].map(({ action }) => action.key);
  }

  /**
   * Whether a call from before its target changed hands still goes on at it: the target may have been lost while it was being taken
   * anew. Then nothing begins at it from here until that call is back, or another process has taken it.
   */
  isAtFormerHold({ key, epoch }: Pick<TakenAction, 'key' | 'epoch'>): boolean {
    return this.calls().some(({ action }) => action.key === key && action.epoch !== epoch);
  }

  /** Everything that has not come back, whether its end counts or not. */
  calls(): Attempt[] {
    return [...this.attempts.values(), ...this.lost];
  }

  add(attempt: Attempt): void {
    this.attempts.set(attempt.action.id, attempt);
    this.count();
  }

  /** Its end counts no more: it came, or it was given up. */
  remove(attempt: Attempt): void {
    attempt.givenUp = true;
    this.attempts.delete(attempt.action.id);
    this.count();
  }

  /** Its target may belong to another process by now. */
  lose(attempt: Attempt): void {
    this.remove(attempt);
    this.lost.add(attempt);
    void attempt.finished.finally(() => {
      this.lost.delete(attempt);
      this.count();
    });
    this.count();
  }

  private count(): void {
    this.metrics.running.set(this.size);
  }
}
