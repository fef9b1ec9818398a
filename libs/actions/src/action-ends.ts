import { subjects, type ActionService } from '@drydock/contracts';
import type { Broker } from '@drydock/messaging';
import type { Subscription } from 'nats';

/**
 * Lets a caller wait for the end of an action, whichever replica it ends on: results are listened to as they pass.
 * Nothing depends on hearing one; a wait that hears nothing just runs its time.
 */
export class ActionEnds {
  private readonly waiting = new Map<string, Set<() => void>>();
  private subscription: Subscription | null = null;

  constructor(
    private readonly broker: Broker,
    private readonly service: ActionService,
  ) {}

  start(): void {
    this.subscription = this.broker.connection.subscribe(subjects.resultsOf(this.service), {
      callback: (_error, message) => this.ended(message.headers?.get('ce-id') ?? ''),
    });
  }

  stop(): void {
    this.subscription?.unsubscribe();
    for (const id of this.waiting.keys()) this.ended(id);
  }

  wait(id: string, milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const waiters = this.waiting.get(id) ?? new Set();
      this.waiting.set(id, waiters);
      const finish = () => {
        clearTimeout(timer);
        waiters.delete(finish);
        if (waiters.size === 0) this.waiting.delete(id);
        resolve();
      };
      const timer = setTimeout(finish, milliseconds);
      waiters.add(finish);
    });
  }

  private ended(id: string): void {
    for (const finish of this.waiting.get(id) ?? []) finish();
  }
}
