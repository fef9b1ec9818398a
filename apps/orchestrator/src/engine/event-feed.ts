import type { EventStore, StoredEvent } from './event.store.js';

/** Lets anybody follow the log of events from wherever they stopped. */
export class EventFeed {
  private readonly followers = new Set<() => void>();

  constructor(private readonly events: EventStore) {}

  /** There may be something new. */
  readonly wake = (): void => {
    for (const follower of this.followers) follower();
  };

  /** Everything after an id, and then whatever comes, until the signal is aborted. */
  async *follow(
    after: string,
    only: { task?: string; node?: string },
    signal: AbortSignal,
  ): AsyncGenerator<StoredEvent> {
    let last = after;
    while (!signal.aborted) {
      const woken = this.nextWake(signal);
      const events = await this.events.after(last, only);
      for (const event of events) {
        yield event;
        last = event.id;
      }
      if (events.length === 0) await woken;
    }
  }

  latest(): Promise<string> {
    return this.events.latest();
  }

  /** Resolves at the next wake, after a second at the latest (another replica may have written), or when the follower is gone. */
  private nextWake(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const finish = () => {
        clearTimeout(timer);
        this.followers.delete(finish);
        signal.removeEventListener('abort', finish);
        resolve();
      };
      const timer = setTimeout(finish, 1_000);
      this.followers.add(finish);
      signal.addEventListener('abort', finish);
    });
  }
}
