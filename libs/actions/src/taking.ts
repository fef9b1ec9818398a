import type { Sql } from '@drydock/messaging';
import { Claim } from './claim.js';
import type { OutcomeWriter } from './outcome-writer.js';
import type { RunnerSettings } from './runner.settings.js';
import type { RunnerStore, TakenAction } from './runner.store.js';
import type { TargetMemories } from './target-memory.js';
import type { UnderWay } from './under-way.js';

export interface TakingParts {
  readonly store: RunnerStore;
  readonly sql: Sql;
  readonly underWay: UnderWay;
  readonly outcomes: OutcomeWriter;
  readonly memories: TargetMemories;
  /** Actions of one target that may be under way together. */
  readonly lanes: number;
  /** Calls the driver for an action whose target was asked for at that moment, as `elapsed` counts. */
  readonly begin: (action: TakenAction, askedAt: number) => void;
}

/** So often is looked for what is due although nobody said so. */
export const lookEveryMilliseconds = 500;

/**
 * Takes actions in one of two ways: what is due is looked for, what is being accepted takes its target along. One at a time, so that what
 * one way has taken the other finds under way.
 */
export class Taking {
  /** There may be something due; and when that was looked for last, as `elapsed` counts. */
  private wanted = true;
  private lookedAt = Number.NEGATIVE_INFINITY;
  /** More may be due than there was room for: what is accepted now does not come before it. */
  private crowded = false;
  private takingNow: Promise<unknown> | null = null;
  private stopped = false;

  constructor(
    private readonly parts: TakingParts,
    private readonly settings: RunnerSettings,
  ) {}

  /** Has the next look happen, whenever the last was. */
  want(): void {
    this.wanted = true;
  }

  /** Takes and begins what is due, if there may be something and room for it. Answers whether there may be more. */
  async lookForDue(): Promise<boolean> {
    if (this.settings.elapsed() - this.lookedAt >= lookEveryMilliseconds) this.wanted = true;
    if (!this.wanted || this.takingNow || this.stopped) return false;
    const room = this.room();
    this.crowded = room <= 0;
    if (this.crowded) return false;
    this.wanted = false;
    this.lookedAt = this.settings.elapsed();
    const begun = await this.takeAndBegin(() => this.takeDue(room));
    this.crowded = begun.length >= room;
    if (begun.length > 0) this.wanted = true;
    return this.wanted;
  }

  /**
   * Lets so many actions that are being accepted begin at once. `accept` claims their targets in the transaction that writes them, where it is
   * given a claim, and answers what it took when that is committed. Answers whether there is something to look for now.
   */
  async whileAccepting(count: number, accept: (claim: Claim | null) => Promise<TakenAction[]>): Promise<boolean> {
    const mayClaim = !this.takingNow && !this.crowded && !this.stopped && this.room() > 0;
    const begun = mayClaim ? await this.takeAndBegin(() => accept(this.newClaim())) : await accept(null);
    if (begun.length < count) this.wanted = true;
    return this.wanted;
  }

  /** Takes no more, and resolves when nothing is being taken. */
  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.allSettled([this.takingNow]);
  }

  private takeDue(room: number): Promise<TakenAction[]> {
    const { store, sql, underWay, outcomes, memories, lanes } = this.parts;
    memories.keepOnly(new Set(underWay.calls().map(({ action }) => action.key)));
    return store.take(sql, {
      room,
      lanes,
      // A call that ended while we wrote is not written down yet; it must not be made again.
      running: [...underWay.ids(), ...outcomes.waitingIds()],
      lostKeys: underWay.lostKeys(),
    });
  }

  private async takeAndBegin(take: () => Promise<TakenAction[]>): Promise<TakenAction[]> {
    const askedAt = this.settings.elapsed();
    const taking = take();
    this.takingNow = taking;
    try {
      const taken = await taking;
      if (!this.isFresh(askedAt)) {
        // This process may have stood still: what it took then may belong to another by now.
        this.wanted = true;
        return [];
      }
      const ours = taken.filter((action) => !this.parts.underWay.isAtFormerHold(action));
      for (const action of ours) this.parts.begin(action, askedAt);
      return ours;
    } finally {
      this.takingNow = null;
    }
  }

  private isFresh(askedAt: number): boolean {
    const { seconds, abortSeconds } = this.settings.lease;
    return this.settings.elapsed() - askedAt < (seconds - abortSeconds) * 1_000;
  }

  private newClaim(): Claim {
    const { store, lanes, underWay } = this.parts;
    return new Claim(store, { room: this.room(), lanes, lostKeys: underWay.lostKeys() });
  }

  private room(): number {
    return this.settings.maximumRunning - this.parts.underWay.size;
  }
}
