import { pruneInbox, WakeUp } from '@drydock/messaging';
import type { Pool } from 'pg';
import type { Engine } from './engine.js';
import type { LeaseKeeper } from './lease-keeper.js';

export interface SweeperParts {
  readonly engine: Engine;
  readonly leases: LeaseKeeper;
  readonly pool: Pool;
  /** How long the stream of events keeps a message: as long it may come again. */
  readonly eventDays: number;
  readonly onError: (error: unknown) => void;
}

const everyMilliseconds = 1_000;
const pruneEveryTurns = 3_600;
const stalledEveryTurns = 10;

/** Does over and over what a message or a timely death may have left undone. */
export class Sweeper {
  private readonly loop: WakeUp;
  private turns = 0;

  constructor(private readonly parts: SweeperParts) {
    this.loop = new WakeUp(() => this.sweep(), everyMilliseconds, parts.onError);
  }

  start(): void {
    this.loop.wake();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }

  private async sweep(): Promise<boolean> {
    const { engine, leases, pool, eventDays } = this.parts;
    await engine.sendAgain();
    await engine.failSilent();
    if (this.turns % stalledEveryTurns === 0) await engine.moveStalled();
    await engine.join();
    await leases.renew();
    if (this.turns % pruneEveryTurns === 0) await pruneInbox(pool, eventDays + 1);
    this.turns += 1;
    return false;
  }
}
