import { enqueue, inTransaction, type OutboxRelay } from '@drydock/messaging';
import type { Database, Log } from '@drydock/service';
import type { ActionServiceDefinition } from './action-service.js';
import type { Attempt } from './attempt.js';
import { pruneCancelsAhead } from './cancelled-ahead.js';
import { abandoned } from './outcome.js';
import { fieldsOf, type OutcomeWriter } from './outcome-writer.js';
import { messageAbout } from './result-messages.js';
import type { RunnerSettings } from './runner.settings.js';
import type { OutcomeStore } from './outcome.store.js';
import type { RunnerStore } from './runner.store.js';
import type { UnderWay } from './under-way.js';

export interface TendingParts {
  readonly definition: ActionServiceDefinition;
  readonly database: Database;
  readonly relay: Pick<OutboxRelay, 'wake'>;
  readonly log: Log;
  readonly store: RunnerStore;
  readonly ends: OutcomeStore;
  readonly underWay: UnderWay;
  readonly outcomes: OutcomeWriter;
  /** Called after each turn: there may be something to run or to write. */
  readonly wake: () => void;
}

const tendEveryMilliseconds = 1_000;
const pruneEveryMilliseconds = 3_600_000;

/** Looks after the actions under way: time limits, stops that were asked for, graces that are over, leases. */
export class Tending {
  private watching: NodeJS.Timeout | null = null;
  private asking: NodeJS.Timeout | null = null;
  private renewedAt: number;
  private pruneAt = 0;
  private stopped = false;

  constructor(
    private readonly parts: TendingParts,
    private readonly settings: RunnerSettings,
  ) {
    this.renewedAt = settings.elapsed();
  }

  start(): void {
    const every = Math.min(tendEveryMilliseconds, (this.settings.lease.renewSeconds * 1_000) / 2);
    this.watching = setInterval(() => this.watch(), every);
    this.scheduleAsking(every);
  }

  stop(): void {
    this.stopped = true;
    if (this.watching) clearInterval(this.watching);
    if (this.asking) clearTimeout(this.asking);
  }

  private scheduleAsking(milliseconds: number): void {
    this.asking = setTimeout(() => {
      this.ask()
        .catch((error: unknown) => this.parts.log.problem('actions were not looked after; it is tried again', error))
        .finally(() => {
          if (!this.stopped) this.scheduleAsking(milliseconds);
        });
    }, milliseconds);
  }

  /** What must happen in time even while the database does not answer. */
  private watch(): void {
    this.abortBeforeLoss();
    this.giveUpAfterGrace();
  }

  /** What the database has to be asked for. */
  private async ask(): Promise<void> {
    const { underWay, ends, database, wake } = this.parts;
    if (this.settings.elapsed() - this.renewedAt >= this.settings.lease.renewSeconds * 1_000) await this.renew();
    await this.expire();
    if (underWay.size > 0) {
      for (const { id, stopKind, stopReason } of await ends.stopping(database.pool, underWay.ids())) {
        underWay.find(id)?.abort({ kind: stopKind, reason: stopReason }, this.settings.graceSeconds * 1_000);
      }
    }
    if (this.settings.elapsed() >= this.pruneAt) await this.prune();
    wake();
  }

  private async expire(): Promise<void> {
    const { definition, ends, database, relay, outcomes } = this.parts;
    const ended = await inTransaction(database.pool, async (transaction) => {
      const rows = await ends.expire(transaction);
      const time = new Date(this.settings.now());
      await enqueue(
        transaction,
        rows.map((row) => messageAbout(definition.service, row, time)),
      );
      return rows;
    });
    if (ended.length > 0) relay.wake();
    outcomes.tellEnded(ended);
  }

  private async prune(): Promise<void> {
    await pruneCancelsAhead(this.parts.database.pool, this.settings.keepCancelsDays);
    this.pruneAt = this.settings.elapsed() + pruneEveryMilliseconds;
  }

  private async renew(): Promise<void> {
    const startedAt = this.settings.elapsed();
    // Those that begin while the question is on its way are not in the answer.
    const asked = this.parts.underWay.all();
    const ours = await this.parts.store.renew(this.parts.database.pool, this.parts.underWay.lostKeys());
    this.renewedAt = startedAt;
    for (const attempt of this.parts.underWay.all()) {
      if (ours.has(attempt.action.key)) attempt.heldSince = Math.max(attempt.heldSince, startedAt);
      else if (asked.includes(attempt)) this.lose(attempt);
    }
  }

  /** A lease that could not be renewed in time: stop before another process may start. */
  private abortBeforeLoss(): void {
    const { seconds, abortSeconds } = this.settings.lease;
    // Each by its own lease: one that was taken slowly, while the others were renewed, ends before theirs.
    const askedBefore = this.settings.elapsed() - (seconds - abortSeconds) * 1_000;
    for (const attempt of this.parts.underWay.all()) if (attempt.heldSince <= askedBefore) this.lose(attempt);
  }

  private lose(attempt: Attempt): void {
    this.parts.log.warn('a target was lost to another process', fieldsOf(attempt.action));
    attempt.abort({ kind: 'cancelled', reason: 'the target was lost' }, 0);
    this.parts.underWay.lose(attempt);
  }

  private giveUpAfterGrace(): void {
    for (const attempt of this.parts.underWay.all()) {
      if (!attempt.stop || this.settings.elapsed() < attempt.graceUntil) continue;
      this.parts.underWay.remove(attempt);
      this.parts.outcomes.add(abandoned(attempt.action, attempt.stop));
    }
  }
}
