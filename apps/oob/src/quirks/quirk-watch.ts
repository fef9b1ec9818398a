import { WakeUp, type Sql } from '@drydock/messaging';
import type { QuirkBook } from '@drydock/oob-drivers';
import type { Log } from '@drydock/service';
import { storedQuirks } from './quirk.store.js';

const everyMilliseconds = 2_000;

/** Keeps the drivers of this process at the rules of the database, whichever replica changed them. */
export class QuirkWatch {
  private readonly loop: WakeUp;

  constructor(
    private readonly sql: Sql,
    private readonly book: QuirkBook,
    log: Pick<Log, 'problem'>,
  ) {
    this.loop = new WakeUp(
      async () => {
        await this.refresh();
        return false;
      },
      everyMilliseconds,
      (error) => log.problem('quirks were not read; those that are known stay in use', error),
    );
  }

  start(): void {
    this.loop.wake();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }

  /** Takes over what the database has now. */
  async refresh(): Promise<void> {
    const stored = await storedQuirks(this.sql);
    this.book.replaceOperators(new Map(stored.map(({ id, rule }) => [id, rule])));
  }
}
