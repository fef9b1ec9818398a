import { subjects, type ActionService } from '@drydock/contracts';
import type { Broker } from '@drydock/messaging';
import type { Subscription } from 'nats';

/** Somebody who waits for the end of an action. */
export interface EndWait {
  /** Resolves when nothing that is said from then on is missed, or there is nothing to wait for any more. */
  readonly listening: Promise<void>;
  /** Resolves when the end was heard, or the time is over. */
  readonly ended: Promise<void>;
}

/**
 * Lets a caller wait for the end of an action, whichever replica it ends on: results are listened to as they pass, while anybody waits
 * for one. Nothing depends on hearing one; a wait that hears nothing just runs its time.
 */
export class ActionEnds {
  private readonly waiting = new Map<string, Set<() => void>>();
  private subscription: Subscription | null = null;

  constructor(
    private readonly broker: Broker,
    private readonly service: ActionService,
  ) {}

  stop(): void {
    for (const id of this.waiting.keys()) this.ended(id);
  }

  wait(id: string, milliseconds: number): EndWait {
    const ended = new Promise<void>((resolve) => {
      const waiters = this.waiting.get(id) ?? new Set();
      this.waiting.set(id, waiters);
      const finish = () => {
        clearTimeout(timer);
        waiters.delete(finish);
        if (waiters.size === 0) this.waiting.delete(id);
        if (this.waiting.size === 0) this.listenNoMore();
        resolve();
      };
      const timer = setTimeout(finish, milliseconds);
      waiters.add(finish);
    });
    this.listen();
    const flushed = this.broker.connection.flush().catch(() => undefined);
    return { listening: Promise.race([flushed, ended]), ended };
  }

  private listen(): void {
    this.subscription ??= this.broker.connection.subscribe(subjects.resultsOf(this.service), {
      callback: (_error, message) => this.ended(message.headers?.get('ce-id') ?? ''),
    });
  }

  private listenNoMore(): void {
    this.subscription?.unsubscribe();
    this.subscription = null;
  }

  private ended(id: string): void {
    for (const finish of this.waiting.get(id) ?? []) finish();
  }
}
