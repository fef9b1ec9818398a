import type { WalkStep } from '../domain/walk.js';

/** Walks whose steps are kept; those used longest ago go first. */
const keptAtMost = 2_000;

interface Kept {
  readonly revision: number;
  readonly steps: WalkStep[];
}

/**
 * The steps of walks as this replica last wrote or read them, so that a result does not cost reading the whole walk again. Nothing
 * depends on it: the revision in the locked row of the walk says whether they are still those of the database.
 */
export class StepsAtHand {
  private readonly kept = new Map<string, Kept>();

  /** Hands the steps of a locked walk out, once: whoever changes them keeps them again when the change is committed. */
  take(walkId: string, revision: number): WalkStep[] | null {
    const found = this.kept.get(walkId);
    this.kept.delete(walkId);
    return found?.revision === revision ? found.steps : null;
  }

  keep(walkId: string, kept: Kept): void {
    this.kept.delete(walkId);
    this.kept.set(walkId, kept);
    const [oldest] = this.kept.keys();
    if (this.kept.size > keptAtMost && oldest !== undefined) this.kept.delete(oldest);
  }
}
