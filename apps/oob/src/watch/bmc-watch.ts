import { inTransaction, WakeUp, type OutboxRelay } from '@drydock/messaging';
import type { Database, Log } from '@drydock/service';
import { noteSilent, observe } from '../bmcs/observations.js';
import { bmcFacts } from '../domain/governor.js';
import { spacingSeconds } from '../domain/spacing.js';
import { glance, type GlanceParts, type Seen } from './glance.js';
import type { WatchMetrics } from './watch.metrics.js';
import { WatchStore, type Looked, type Watched } from './watch.store.js';

export interface WatchParts extends GlanceParts {
  readonly database: Database;
  readonly relay: Pick<OutboxRelay, 'wake'>;
  readonly log: Log;
  readonly metrics: WatchMetrics;
}

export interface WatchSettings {
  /** Names this process; unique to it. */
  readonly holder: string;
  /** From one look at a BMC to the next; 0 for never. */
  readonly everySeconds: number;
  /** BMCs that are looked at together. */
  readonly atOnce: number;
}

interface Look extends Pick<Looked, 'key' | 'epoch' | 'restSeconds'>, Pick<Seen, 'observation'> {
  readonly facts: Record<string, unknown> | null;
}

const turnEveryMilliseconds = 500;

/**
 * Looks at power and health of every BMC that is known, some at a time, and tells of what became different. A BMC that
 * an action holds or waits for is left to it: the end of the action tells as much.
 */
export class BmcWatch {
  private readonly store: WatchStore;
  private readonly drivers: readonly string[];
  private readonly loop: WakeUp;
  private readonly stopping = new AbortController();
  private readonly underWay = new Set<Promise<void>>();
  private looks: Look[] = [];

  constructor(
    private readonly parts: WatchParts,
    private readonly settings: WatchSettings,
  ) {
    this.store = new WatchStore(settings.holder, settings.everySeconds);
    this.drivers = [...parts.drivers.values()].filter(({ look }) => look !== undefined).map(({ type }) => type);
    this.loop = new WakeUp(
      () => this.turn(),
      turnEveryMilliseconds,
      (error) => parts.log.problem('BMCs were not looked at; it is tried again', error),
    );
  }

  /** Begins, or looks at once whether something is due. */
  readonly wake = (): void => {
    if (this.settings.everySeconds > 0) this.loop.wake();
  };

  /** Breaks looks off and lets go of their BMCs. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.underWay);
    await this.loop.stop();
    await this.writeDown();
  }

  private async turn(): Promise<boolean> {
    await this.writeDown();
    const room = this.settings.atOnce - this.underWay.size;
    if (room < this.batch || this.stopping.signal.aborted) return false;
    const watched = await this.store.take(this.parts.database.pool, { drivers: this.drivers, limit: room });
    for (const behind of Map.groupBy(watched, ({ key }) => key).values()) this.begin(behind);
    return false;
  }

  /** Fewer are not worth a turn of their own. */
  private get batch(): number {
    return this.settings.atOnce / 4;
  }

  private begin(behind: readonly Watched[]): void {
    const look = this.lookAt(behind).then((looks) => {
      this.looks.push(...looks);
      this.underWay.delete(look);
      if (this.looks.length >= this.batch || this.underWay.size === 0) this.loop.wake();
    });
    this.underWay.add(look);
  }

  /** Looks at the nodes behind one BMC, one after the other. Never throws. */
  private async lookAt(behind: readonly Watched[]): Promise<Look[]> {
    const looks: Look[] = [];
    let facts: Record<string, unknown> | null = null;
    for (const watched of behind) {
      const { key, epoch, node } = watched;
      const restSeconds = spacingSeconds(watched.target.options);
      try {
        const seen: Seen = await glance(
          { ...watched, facts: facts ?? watched.facts },
          this.parts,
          this.stopping.signal,
        );
        this.parts.metrics.looks.inc({ outcome: seen.outcome });
        facts = seen.learned ?? facts;
        looks.push({ key, epoch, facts, restSeconds, observation: seen.observation });
      } catch (error) {
        this.parts.log.problem('a BMC cannot be looked at', error, { node, bmc: key });
        looks.push({ key, epoch, facts, restSeconds, observation: null });
      }
    }
    return looks;
  }

  /** Writes what was seen, lets go of the BMCs and tells of changes. What cannot be written is seen again: leases end by themselves. */
  private async writeDown(): Promise<void> {
    const looks = this.looks;
    this.looks = [];
    await inTransaction(this.parts.database.pool, async (transaction) => {
      const ours = looks.length > 0 ? await this.store.release(transaction, lastOfEach(looks)) : new Set<string>();
      await observe(
        transaction,
        looks.flatMap(({ key, observation }) => (observation && ours.has(key) ? [observation] : [])),
      );
      await noteSilent(transaction);
    });
    this.parts.relay.wake();
  }
}

/** One for each BMC, with all that was learned of it. */
function lastOfEach(looks: readonly Look[]): Looked[] {
  const last = new Map(looks.map((look) => [look.key, look]));
  return [...last.values()].map(({ key, epoch, facts, restSeconds }) => ({
    key,
    epoch,
    facts,
    restSeconds,
    nextTryAt: facts === null ? null : (bmcFacts(facts).circuit?.nextTryAt ?? null),
  }));
}
