import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { EventEmitter, once } from 'node:events';

/** Wakes the long polls of a node's agent when there may be work for it. */
@Injectable()
export class WorkSignal implements BeforeApplicationShutdown {
  private readonly changes = new EventEmitter().setMaxListeners(0);
  private readonly stopped = new AbortController();

  changed(nodeId: string): void {
    this.changes.emit(nodeId);
  }

  /** Resolves when something changed for the node, after the given time, or when `signal` is aborted. */
  async wait(nodeId: string, seconds: number, signal: AbortSignal): Promise<void> {
    const over = AbortSignal.any([signal, this.stopped.signal, AbortSignal.timeout(seconds * 1000)]);
    // Nothing having changed is an answer too.
    await once(this.changes, nodeId, { signal: over }).catch(() => undefined);
  }

  /** Agents are answered at once, so that nothing keeps the process from ending. */
  beforeApplicationShutdown(): void {
    this.stopped.abort();
  }
}
