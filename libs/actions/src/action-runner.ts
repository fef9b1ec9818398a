import { hasEnded } from '@drydock/contracts';
import { enqueue, inTransaction, type OutboxRelay, WakeUp } from '@drydock/messaging';
import type { Database, Log, SealKeys } from '@drydock/service';
import type { ActionRow } from './action.entity.js';
import type { ActionServiceDefinition } from './action-service.js';
import { Attempt, type AttemptServices } from './attempt.js';
import { abandoned, holdOf, outcomeOf, progressed, type Came } from './outcome.js';
import { messageAbout } from './result-messages.js';
import type { RunnerMetrics } from './runner.metrics.js';
import { leaseSeconds, RunnerStore, type Outcome, type TakenAction } from './runner.store.js';

export interface RunnerSettings {
  /** Names this process; unique to it. */
  readonly holder: string;
  /** Driver calls at a time. */
  readonly maximumRunning: number;
  /** For a driver to bring its target to a known state after it was asked to stop. */
  readonly graceSeconds: number;
  readonly now: () => number;
  readonly random: () => number;
}

export interface RunnerParts {
  readonly definition: ActionServiceDefinition;
  readonly database: Database;
  readonly relay: OutboxRelay;
  readonly keys: SealKeys;
  readonly log: Log;
  readonly metrics: RunnerMetrics;
}

const lookEveryMilliseconds = 500;
const tendEveryMilliseconds = 1_000;
const renewEveryMilliseconds = 10_000;
const progressEveryMilliseconds = 1_000;
const abortBeforeLossMilliseconds = 10_000;

class TargetLost extends Error {
  override readonly name = 'TargetLost';
}

/**
 * Runs accepted actions: takes targets, calls drivers, writes down how it came out and sends the result in the same
 * transaction. Everything that must outlive this process is in the database.
 */
export class ActionRunner {
  private readonly store: RunnerStore;
  private readonly attempts = new Map<string, Attempt>();
  private outcomes: Outcome[] = [];
  private readonly told = new Map<string, number>();
  private readonly loop: WakeUp;
  private readonly resumeTimers = new Set<NodeJS.Timeout>();
  private readonly listeners = new Set<(row: ActionRow) => void>();
  private tending: NodeJS.Timeout | null = null;
  private renewedAt: number;
  private stopped = false;
  /** False after a turn that failed, until one succeeds. */
  private well = true;

  constructor(
    private readonly parts: RunnerParts,
    private readonly settings: RunnerSettings,
  ) {
    this.store = new RunnerStore(parts.database, settings.holder);
    this.renewedAt = settings.now();
    this.loop = new WakeUp(
      () => this.turn(),
      lookEveryMilliseconds,
      (error) => {
        this.well = false;
        parts.log.problem('the runner could not go on; it tries again', error);
      },
    );
  }

  start(): void {
    this.wake();
    this.scheduleTending();
  }

  /** There may be something to run. */
  readonly wake = (): void => this.loop.wake();

  isWell(): boolean {
    return this.well;
  }

  /** Calls back for every action that ends here; answers how to stop that. */
  onEnded(listener: (row: ActionRow) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /**
   * Lets short driver calls end, then lets go of the targets, so that another process goes on at once. A target whose
   * driver has not come back stays ours until its lease ends: nobody may call a second time meanwhile.
   */
  async stop(withinMilliseconds = 5_000): Promise<void> {
    this.stopped = true;
    if (this.tending) clearTimeout(this.tending);
    for (const timer of this.resumeTimers) clearTimeout(timer);
    await this.loop.stop();
    const calls = [...this.attempts.values()].map(({ finished }) => finished);
    const patience = new Promise((resolve) => setTimeout(resolve, withinMilliseconds).unref());
    await Promise.race([Promise.allSettled(calls), patience]);
    await this.flush();
    const stillCalling = [...this.attempts.values()].map(({ action }) => action.key);
    await this.store.releaseAllBut(this.parts.database.pool, stillCalling);
  }

  private async turn(): Promise<boolean> {
    await this.flush();
    const room = this.settings.maximumRunning - this.attempts.size;
    if (room <= 0 || this.stopped) return false;
    const { lanes } = this.parts.definition;
    const taken = await this.store.take(this.parts.database.pool, {
      keys: room,
      lanes,
      running: [...this.attempts.keys()],
    });
    for (const action of taken) this.begin(action);
    this.well = true;
    return taken.length > 0;
  }

  private begin(action: TakenAction): void {
    const attempt = new Attempt(action, this.services);
    this.attempts.set(action.id, attempt);
    if (action.state === 'stopping') {
      attempt.abort(
        { kind: action.stopKind ?? 'cancelled', reason: action.stopReason ?? '' },
        this.graceMilliseconds(),
      );
    }
    const { metrics } = this.parts;
    const endTimer = metrics.callSeconds.startTimer({ action: action.name, driver: action.driver });
    metrics.running.set(this.attempts.size);
    attempt.finished = attempt.run().then((came) => {
      endTimer();
      // An attempt that was given up has left the map; what it says now is too late.
      if (this.attempts.get(action.id) === attempt) this.settle(attempt, came);
    });
  }

  private settle(attempt: Attempt, came: Came): void {
    const { action, stop, quirks } = attempt;
    this.forget(action.id);
    if ('error' in came && came.error instanceof TargetLost) return;
    const outcome = outcomeOf(action, came, { stop, quirks: [...quirks], random: this.settings.random });
    if ('error' in came && outcome.failure?.kind === 'internal') {
      this.parts.log.problem('a driver failed in a way that it should not', came.error, this.fieldsOf(action));
    }
    this.outcomes.push(outcome);
    if (outcome.state === 'waiting') this.wakeIn(outcome.afterSeconds * 1_000);
    this.wake();
  }

  private forget(id: string): void {
    this.attempts.delete(id);
    this.told.delete(id);
    this.parts.metrics.running.set(this.attempts.size);
  }

  private wakeIn(milliseconds: number): void {
    const timer = setTimeout(() => {
      this.resumeTimers.delete(timer);
      this.wake();
    }, milliseconds + 1);
    this.resumeTimers.add(timer);
  }

  /** Writes everything that has come out since the last time, and the messages that tell of it, in one transaction. */
  private async flush(): Promise<void> {
    const outcomes = this.outcomes;
    if (outcomes.length === 0) return;
    this.outcomes = [];
    try {
      const rows = await inTransaction(this.parts.database.pool, async (transaction) => {
        const ours = await this.store.confirm(transaction, outcomes);
        const written = await this.store.write(transaction, latestOfEach(outcomes.filter(({ id }) => ours.has(id))));
        const ended = written.filter(({ state }) => hasEnded(state));
        await this.store.release(
          transaction,
          ended.map(({ key }) => key),
        );
        if (ended.length > 0) await this.parts.definition.onEnds?.(transaction, ended);
        const time = new Date(this.settings.now());
        await enqueue(
          transaction,
          written.map((row) => messageAbout(this.parts.definition.service, row, time)),
        );
        return written;
      });
      this.parts.relay.wake();
      this.tellEnded(rows);
    } catch (error) {
      this.outcomes = [...outcomes, ...this.outcomes];
      throw error;
    }
  }

  private tellEnded(rows: readonly ActionRow[]): void {
    for (const row of rows) {
      if (!hasEnded(row.state)) continue;
      this.parts.metrics.ended.inc({ action: row.name, driver: row.driver, state: row.state });
      this.parts.log.info('action ended', {
        ...this.fieldsOf(row),
        state: row.state,
        attempts: row.attempts,
        failure: row.failure?.message,
      });
      for (const listener of this.listeners) listener(row);
    }
  }

  private scheduleTending(): void {
    this.tending = setTimeout(() => {
      this.tend()
        .catch((error: unknown) => this.parts.log.problem('actions were not looked after; it is tried again', error))
        .finally(() => {
          if (!this.stopped) this.scheduleTending();
        });
    }, tendEveryMilliseconds);
  }

  /** Once a second: time limits, stops that were asked for, graces that are over, leases. */
  private async tend(): Promise<void> {
    const { pool } = this.parts.database;
    this.abortBeforeLoss();
    this.giveUpAfterGrace();
    await this.expire();
    if (this.attempts.size > 0) {
      for (const { id, stopKind, stopReason } of await this.store.stopping(pool, [...this.attempts.keys()])) {
        this.attempts.get(id)?.abort({ kind: stopKind, reason: stopReason }, this.graceMilliseconds());
      }
    }
    if (this.settings.now() - this.renewedAt >= renewEveryMilliseconds) await this.renew();
    this.wake();
  }

  private async expire(): Promise<void> {
    const ended = await inTransaction(this.parts.database.pool, async (transaction) => {
      const rows = await this.store.expire(transaction);
      const time = new Date(this.settings.now());
      await enqueue(
        transaction,
        rows.map((row) => messageAbout(this.parts.definition.service, row, time)),
      );
      return rows;
    });
    if (ended.length > 0) this.parts.relay.wake();
    this.tellEnded(ended);
  }

  private async renew(): Promise<void> {
    const startedAt = this.settings.now();
    const ours = await this.store.renew(this.parts.database.pool);
    this.renewedAt = startedAt;
    for (const attempt of this.attempts.values()) {
      if (!ours.has(attempt.action.key)) this.lose(attempt);
    }
  }

  /** A lease that could not be renewed in time: stop before another process may start. */
  private abortBeforeLoss(): void {
    const remaining = this.renewedAt + leaseSeconds * 1_000 - this.settings.now();
    if (remaining > abortBeforeLossMilliseconds) return;
    for (const attempt of this.attempts.values()) this.lose(attempt);
  }

  private lose(attempt: Attempt): void {
    this.parts.log.warn('a target was lost to another process', this.fieldsOf(attempt.action));
    attempt.abort({ kind: 'cancelled', reason: 'the target was lost' }, 0);
    this.forget(attempt.action.id);
  }

  private giveUpAfterGrace(): void {
    for (const attempt of this.attempts.values()) {
      if (!attempt.stop || this.settings.now() < attempt.graceUntil) continue;
      this.forget(attempt.action.id);
      this.outcomes.push(abandoned(attempt.action, attempt.stop));
    }
  }

  private readonly graceMilliseconds = (): number => this.settings.graceSeconds * 1_000;

  private readonly fieldsOf = ({ id, name, node, taskId, driver }: ActionRow) => ({
    action: id,
    name,
    node,
    task: taskId,
    driver,
  });

  private get services(): AttemptServices {
    const { definition, keys, database } = this.parts;
    return {
      definition,
      keys,
      now: this.settings.now,
      checkpoint: async (action, data) => {
        if (!(await this.store.checkpoint(database.pool, holdOf(action), data)))
          throw new TargetLost('checkpoint refused');
      },
      remember: async (action, what) => {
        if (!(await this.store.remember(database.pool, holdOf(action), what))) throw new TargetLost('memory refused');
      },
      progress: (action, message, percent) => {
        const now = this.settings.now();
        if (!this.attempts.has(action.id) || now - (this.told.get(action.id) ?? 0) < progressEveryMilliseconds) return;
        this.told.set(action.id, now);
        this.outcomes.push(progressed(action, message, percent));
        this.wake();
      },
    };
  }
}

/** A report of progress and the end that followed it may stand in one batch; only the last counts. */
const latestOfEach = (outcomes: readonly Outcome[]): Outcome[] => [
  ...new Map(outcomes.map((outcome) => [outcome.id, outcome])).values(),
];
