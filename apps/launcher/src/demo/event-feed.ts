import { setTimeout as pause } from 'node:timers/promises';

/** Opens the stream of events, from after the last event that was seen. */
export type OpenStream = (lastEventId: string | null, signal: AbortSignal) => Promise<ReadableStream<Uint8Array>>;

/** Tells that something happened. What happened is asked for where it is kept; an event is only the bell. */
export class EventFeed {
  private lastEventId: string | null = null;
  private rung = false;
  private wake: () => void = () => {};

  constructor(
    private readonly open: OpenStream,
    private readonly reconnectAfterMs = 500,
  ) {}

  /** Listens until the signal aborts, connecting again whenever the stream ends. Never rejects. */
  async listen(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        for await (const id of eventIds(await this.open(this.lastEventId, signal))) {
          if (id !== null) this.lastEventId = id;
          this.ring();
        }
      } catch {
        // The service is away: it is started again, and events since the last one come then.
      }
      this.ring();
      await pause(this.reconnectAfterMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Resolves at the next event, at once when one came since the last call, and at the latest after `withinMs`. */
  async changed(withinMs: number, signal: AbortSignal): Promise<void> {
    if (!this.rung) {
      const rang = new Promise<void>((resolve) => {
        this.wake = resolve;
      });
      const over = new AbortController();
      const late = pause(withinMs, undefined, { signal: AbortSignal.any([signal, over.signal]) });
      await Promise.race([rang, late]).finally(() => over.abort());
      await late.catch(() => undefined);
    }
    this.rung = false;
  }

  private ring(): void {
    this.rung = true;
    this.wake();
  }
}

/** The id of each event of a text/event-stream (null where it has none); comments and keep-alives are no events. */
export async function* eventIds(body: ReadableStream<Uint8Array>): AsyncGenerator<string | null> {
  let rest = '';
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const events = `${rest}${text}`.replaceAll('\r\n', '\n').split('\n\n');
    rest = events.pop() ?? '';
    for (const event of events) {
      const lines = event.split('\n');
      if (!lines.some((line) => line.startsWith('data:'))) continue;
      yield (
        lines
          .find((line) => line.startsWith('id:'))
          ?.slice('id:'.length)
          .trim() ?? null
      );
    }
  }
}
