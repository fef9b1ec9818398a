import { pruneInbox, WakeUp } from '@drydock/messaging';
import type { Pool } from 'pg';
import type { Engine } from './engine.js';

const everyMilliseconds = 1_000;
const pruneEveryTurns = 3_600;
/** Longer than the stream of events keeps a message by default. */
const inboxDays = 15;

/** Does over and over what a message or a timely death may have left undone. */
export class Sweeper {
  private readonly loop: WakeUp;

  private turns = 0;

  constructor(engine: Engine, pool: Pool, onError: (error: unknown) => void) {
    this.loop = new WakeUp(
      async () => {
        await engine.sendAgain();
        await engine.failSilent();
        await engine.join();
        if (this.turns % pruneEveryTurns === 0) await pruneInbox(pool, inboxDays);
        this.turns += 1;
        return false;
      },
      everyMilliseconds,
      onError,
    );
  }

  start(): void {
    this.loop.wake();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }
}
