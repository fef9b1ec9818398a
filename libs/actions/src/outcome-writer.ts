import { hasEnded, type ActionService } from '@drydock/contracts';
import { enqueue, inTransaction, isDataError, type OutboxRelay } from '@drydock/messaging';
import type { Database, Log } from '@drydock/service';
import type { ActionRow } from './action.entity.js';
import type { ActionServiceDefinition } from './action-service.js';
import { unstorable } from './outcome.js';
import type { Outcome, OutcomeStore } from './outcome.store.js';
import { messageAbout } from './result-messages.js';
import type { RunnerMetrics } from './runner.metrics.js';
import type { RunnerStore } from './runner.store.js';

export interface OutcomeWriterParts {
  readonly service: ActionService;
  readonly store: RunnerStore;
  readonly ends: OutcomeStore;
  readonly database: Database;
  readonly relay: Pick<OutboxRelay, 'wake'>;
  readonly log: Log;
  readonly metrics: RunnerMetrics;
  readonly now: () => number;
  readonly onEnds?: ActionServiceDefinition['onEnds'];
  readonly restSecondsOf?: ActionServiceDefinition['restSecondsOf'];
}

/** Collects how actions come out and writes it down in groups, with the messages that tell of it in the same transaction. */
export class OutcomeWriter {
  private outcomes: Outcome[] = [];
  private othersWait = false;
  private readonly listeners = new Set<(row: ActionRow) => void>();

  constructor(private readonly parts: OutcomeWriterParts) {}

  add(outcome: Outcome): void {
    this.outcomes.push(outcome);
  }

  /** Actions whose outcome is known here and not written yet: to the database they are still under way. */
  waitingIds(): string[] {
    return this.outcomes.map(({ id }) => id);
  }

  /** Calls back for every action that ends here; answers how to stop that. */
  onEnded(listener: (row: ActionRow) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Writes everything that has come out since the last time. Answers whether other actions wait at the targets of what ended. */
  async flush(): Promise<boolean> {
    const outcomes = this.outcomes;
    if (outcomes.length === 0) return false;
    this.outcomes = [];
    this.othersWait = false;
    try {
      const rows = await this.write(latestOfEach(outcomes));
      this.parts.relay.wake();
      this.tellEnded(rows);
      return this.othersWait;
    } catch (error) {
      this.outcomes = [...outcomes, ...this.outcomes];
      throw error;
    }
  }

  /** Counts, logs and tells the ends among these rows. */
  tellEnded(rows: readonly ActionRow[]): void {
    for (const row of rows) {
      if (!hasEnded(row.state)) continue;
      this.parts.metrics.ended.inc({ action: row.name, driver: row.driver, state: row.state });
      this.parts.log.info('action ended', {
        ...fieldsOf(row),
        state: row.state,
        attempts: row.attempts,
        failure: row.failure?.message,
      });
      for (const listener of this.listeners) listener(row);
    }
  }

  /** An answer that the database refuses is found by halving, and fails its own action alone. */
  private async write(outcomes: readonly Outcome[]): Promise<ActionRow[]> {
    try {
      return await this.writeTogether(outcomes);
    } catch (error) {
      const [first] = outcomes;
      if (!isDataError(error) || !first) throw error;
      if (outcomes.length === 1) {
        return first.state === 'running' ? [] : this.writeTogether([unstorable(first, error)]);
      }
      const middle = Math.ceil(outcomes.length / 2);
      return [...(await this.write(outcomes.slice(0, middle))), ...(await this.write(outcomes.slice(middle)))];
    }
  }

  private writeTogether(outcomes: readonly Outcome[]): Promise<ActionRow[]> {
    const { store, ends, service, now, restSecondsOf = () => 0 } = this.parts;
    return inTransaction(this.parts.database.pool, async (transaction) => {
      const ours = await store.confirm(transaction, outcomes);
      const written = await ends.write(
        transaction,
        outcomes.filter(({ id }) => ours.has(id)),
      );
      const ended = written.filter(({ state }) => hasEnded(state));
      const waiting = await store.release(
        transaction,
        ended.map(({ key, request }) => ({ key, restSeconds: restSecondsOf(request) })),
      );
      if (waiting) this.othersWait = true;
      if (ended.length > 0) await this.parts.onEnds?.(transaction, ended);
      const time = new Date(now());
      await enqueue(
        transaction,
        written.map((row) => messageAbout(service, row, time)),
      );
      return written;
    });
  }
}

/** What every line of the log about an action carries. */
export const fieldsOf = ({ id, name, node, taskId, driver }: ActionRow) => ({
  action: id,
  name,
  node,
  task: taskId,
  driver,
});

/**
 * A report of progress and the end that followed it may stand in one batch; only the last counts. In the order of their ids, as a
 * cancel of many locks them.
 */
const latestOfEach = (outcomes: readonly Outcome[]): Outcome[] =>
  [...new Map(outcomes.map((outcome) => [outcome.id, outcome])).values()].sort((a, b) => (a.id < b.id ? -1 : 1));
