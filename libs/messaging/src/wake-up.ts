import { Pace } from './pace.js';

/**
 * Runs `work` when asked to and at least every `everyMilliseconds`, never twice at once, at a pace. A request that arrives while
 * work is under way is not lost: the work runs once more. `work` answers whether there may be more to do at once.
 */
export class WakeUp {
  private asked = false;
  private running: Promise<void> | null = null;
  private timer: NodeJS.Timeout | null = null;
  private stopped = false;
  private readonly pace = new Pace();

  constructor(
    private readonly work: () => Promise<boolean>,
    private readonly everyMilliseconds: number,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Asks for a run as soon as possible. */
  readonly wake = (): void => {
    this.asked = true;
    if (this.stopped || this.running) return;
    if (this.timer) clearTimeout(this.timer);
    this.running = this.run().finally(() => {
      this.running = null;
      if (this.asked) this.wake();
      else this.rest();
    });
  };

  /** Ends after the run that is under way. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.asked = false;
    if (this.timer) clearTimeout(this.timer);
    await this.running;
  }

  private async run(): Promise<void> {
    while (this.asked && !this.stopped) {
      await this.pace.next();
      if (!this.asked) return;
      this.asked = false;
      try {
        if (await this.work()) this.asked = true;
      } catch (error) {
        this.onError(error);
        this.asked = false;
        return;
      }
    }
  }

  private rest(): void {
    if (!this.stopped) this.timer = setTimeout(this.wake, this.everyMilliseconds);
  }
}
