import type { TakenAction } from './runner.store.js';

interface Asked {
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * What the driver remembers of one target, for all its actions under way here: what one of them asks to be kept is what
 * the others see from then on, so that none writes over it with something older.
 */
export class TargetMemory {
  private kept: unknown;
  private asked: Asked[] = [];
  private writing = false;

  constructor(
    readonly epoch: string | null,
    private latest: unknown,
  ) {
    this.kept = latest;
  }

  get value(): unknown {
    return this.latest;
  }

  /**
   * Resolves when it is written, by `keep`. One write at a time; what is asked for meanwhile is in the next. When one
   * fails, all that is not written yet is forgotten, and everyone who had asked for it is told.
   */
  remember(memory: unknown, keep: (memory: unknown) => Promise<void>): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.latest = memory;
    this.asked.push({ resolve, reject });
    if (!this.writing) void this.write(keep);
    return promise;
  }

  private async write(keep: (memory: unknown) => Promise<void>): Promise<void> {
    this.writing = true;
    while (this.asked.length > 0) {
      const told = this.asked;
      const memory = this.latest;
      this.asked = [];
      try {
        await keep(memory);
        this.kept = memory;
        for (const { resolve } of told) resolve();
      } catch (error) {
        this.latest = this.kept;
        for (const { reject } of [...told, ...this.asked]) reject(error);
        this.asked = [];
      }
    }
    this.writing = false;
  }
}

/** The memories of the targets at which something is under way here. */
export class TargetMemories {
  private readonly memories = new Map<string, TargetMemory>();

  /** That of an action's target: as it is here already, or as it came with the action when the target is newly ours. */
  of({ key, epoch, memory }: TakenAction): TargetMemory {
    const known = this.memories.get(key);
    if (known?.epoch === epoch) return known;
    const fresh = new TargetMemory(epoch, memory);
    this.memories.set(key, fresh);
    return fresh;
  }

  /** Forgets the others. Not while actions are being taken: what comes with them may be older than what is here. */
  keepOnly(keys: ReadonlySet<string>): void {
    for (const key of this.memories.keys()) if (!keys.has(key)) this.memories.delete(key);
  }
}
