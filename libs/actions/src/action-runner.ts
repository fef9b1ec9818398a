import { WakeUp, type OutboxRelay } from '@drydock/messaging';
import type { Database, Log, SealKeys, SecretHmac } from '@drydock/service';
import type { ActionRow } from './action.entity.js';
import type { Claim } from './claim.js';
import type { ActionServiceDefinition } from './action-service.js';
import { Attempt, type AttemptServices } from './attempt.js';
import { holdOf, outcomeOf, progressed, type Came } from './outcome.js';
import { fieldsOf, OutcomeWriter } from './outcome-writer.js';
import type { RunnerMetrics } from './runner.metrics.js';
import type { RunnerSettings } from './runner.settings.js';
import { OutcomeStore } from './outcome.store.js';
import { RunnerStore, type TakenAction } from './runner.store.js';
import { keptFor, TargetLost } from './target-hold.js';
import { lookEveryMilliseconds, Taking } from './taking.js';
import { TargetMemories } from './target-memory.js';
import { Tending } from './tending.js';
import { UnderWay } from './under-way.js';

export interface RunnerParts {
  readonly definition: ActionServiceDefinition;
  readonly database: Database;
  readonly relay: Pick<OutboxRelay, 'wake'>;
  readonly keys: SealKeys;
  readonly hmac: SecretHmac;
  readonly log: Log;
  readonly metrics: RunnerMetrics;
}

const progressEveryMilliseconds = 100;

/**
 * Runs accepted actions: takes targets, calls drivers, writes down how it came out and sends the result in the same
 * transaction. Everything that must outlive this process is in the database.
 */
export class ActionRunner {
  private readonly store: RunnerStore;
  private readonly underWay: UnderWay;
  private readonly outcomes: OutcomeWriter;
  private readonly tending: Tending;
  private readonly memories = new TargetMemories();
  private readonly told = new Map<string, number>();
  private readonly taking: Taking;
  private readonly loop: WakeUp;
  private readonly resumeTimers = new Set<NodeJS.Timeout>();
  /** False after a turn that failed, until one succeeds. */
  private well = true;

  constructor(
    private readonly parts: RunnerParts,
    private readonly settings: RunnerSettings,
  ) {
    const { definition, database, relay, log, metrics } = parts;
    const store = new RunnerStore(database, settings);
    const ends = new OutcomeStore(database);
    const underWay = new UnderWay(metrics);
    const { now } = settings;
    const { service, onEnds, restSecondsOf } = definition;
    const outcomes = new OutcomeWriter({
      service,
      onEnds,
      restSecondsOf,
      store,
      ends,
      database,
      relay,
      log,
      metrics,
      now,
    });
    const { wake, memories } = this;
    const begin = (action: TakenAction, askedAt: number): void => this.begin(action, askedAt);
    this.taking = new Taking(
      { store, sql: database.pool, underWay, outcomes, memories, lanes: definition.lanes, begin },
      settings,
    );
    this.tending = new Tending({ definition, database, relay, log, store, ends, underWay, outcomes, wake }, settings);
    this.store = store;
    this.underWay = underWay;
    this.outcomes = outcomes;
    this.loop = new WakeUp(
      () => this.turn(),
      lookEveryMilliseconds,
      (error) => {
        this.well = false;
        log.problem('the runner could not go on; it tries again', error);
      },
    );
  }

  start(): void {
    this.wake();
    this.tending.start();
  }

  /** There may be something to run. */
  readonly wake = (): void => {
    this.taking.want();
    this.loop.wake();
  };

  /**
   * Lets so many actions that are being accepted begin at once. `accept` claims their targets in the transaction that writes them,
   * where it is given a claim, and answers what it took when that is committed.
   */
  async whileAccepting(count: number, accept: (claim: Claim | null) => Promise<TakenAction[]>): Promise<void> {
    if (await this.taking.whileAccepting(count, accept)) this.loop.wake();
  }

  isWell(): boolean {
    return this.well;
  }

  /** Calls back for every action that ends here; answers how to stop that. */
  onEnded(listener: (row: ActionRow) => void): () => void {
    return this.outcomes.onEnded(listener);
  }

  /**
   * Lets short driver calls end, then lets go of the targets, so that another process goes on at once. A target whose
   * driver has not come back stays ours until its lease ends: nobody may call a second time meanwhile.
   */
  async stop(withinMilliseconds = 5_000): Promise<void> {
    this.tending.stop();
    for (const timer of this.resumeTimers) clearTimeout(timer);
    await Promise.all([this.loop.stop(), this.taking.stop()]);
    const calls = this.underWay.calls().map(({ finished }) => finished);
    const patience = new Promise((resolve) => setTimeout(resolve, withinMilliseconds).unref());
    await Promise.race([Promise.allSettled(calls), patience]);
    await this.outcomes.flush();
    const stillCalling = this.underWay.calls().map(({ action }) => action.key);
    await this.store.releaseAllBut(this.parts.database.pool, stillCalling);
  }

  private async turn(): Promise<boolean> {
    if (await this.outcomes.flush()) this.taking.want();
    const more = await this.taking.lookForDue();
    this.well = true;
    return more;
  }

  private begin(action: TakenAction, askedAt: number): void {
    const attempt = new Attempt(action, this.memories.of(action), this.services);
    attempt.heldSince = askedAt;
    this.underWay.add(attempt);
    if (action.state === 'stopping') {
      const stop = { kind: action.stopKind ?? 'cancelled', reason: action.stopReason ?? '' };
      attempt.abort(stop, this.settings.graceSeconds * 1_000);
    }
    const endTimer = this.parts.metrics.callSeconds.startTimer({ action: action.name, driver: action.driver });
    attempt.finished = attempt.run().then((came) => {
      endTimer();
      // What an attempt says that was given up comes too late.
      if (!attempt.givenUp) this.settle(attempt, came);
    });
  }

  private settle(attempt: Attempt, came: Came): void {
    const { action, stop, quirks } = attempt;
    this.underWay.remove(attempt);
    this.told.delete(action.id);
    if ('error' in came && came.error instanceof TargetLost) return;
    const outcome = outcomeOf(action, came, { stop, quirks: [...quirks], random: this.settings.random });
    if ('error' in came && outcome.failure?.kind === 'internal') {
      this.parts.log.problem('a driver failed in a way that it should not', came.error, fieldsOf(action));
    }
    this.outcomes.add(outcome);
    if (outcome.state === 'waiting') this.wakeIn(outcome.afterSeconds * 1_000);
    this.loop.wake();
  }

  private wakeIn(milliseconds: number): void {
    const timer = setTimeout(() => {
      this.resumeTimers.delete(timer);
      this.wake();
    }, milliseconds + 1);
    this.resumeTimers.add(timer);
  }

  private get services(): AttemptServices {
    const { definition, keys, hmac, database } = this.parts;
    return {
      definition,
      keys,
      hmac,
      now: this.settings.now,
      elapsed: this.settings.elapsed,
      random: this.settings.random,
      checkpoint: (action, data) =>
        keptFor(action, 'checkpoint', () => this.store.checkpoint(database.pool, holdOf(action), data)),
      remember: (action, what) =>
        keptFor(action, 'memory', () => this.store.remember(database.pool, holdOf(action), what)),
      progress: (action, message, percent) => {
        const now = this.settings.elapsed();
        if (now - (this.told.get(action.id) ?? -Infinity) < progressEveryMilliseconds) return;
        this.told.set(action.id, now);
        this.outcomes.add(progressed(action, message, percent));
        this.loop.wake();
      },
    };
  }
}
