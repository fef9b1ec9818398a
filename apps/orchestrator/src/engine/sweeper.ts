import { WakeUp } from '@drydock/messaging';
import type { Engine } from './engine.js';

const everyMilliseconds = 1_000;

/** Does over and over what a message or a timely death may have left undone. */
export class Sweeper {
  private readonly loop: WakeUp;

  constructor(engine: Engine, onError: (error: unknown) => void) {
    this.loop = new WakeUp(
      async () => {
        await engine.sendAgain();
        await engine.failSilent();
        await engine.join();
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
