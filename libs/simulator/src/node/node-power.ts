import type { SimulatedTime } from '../simulated-time.js';

export type PowerState = 'Off' | 'PoweringOn' | 'On' | 'PoweringOff';

/** What runs on a node. `setup` is the firmware's own screen, where it waits for somebody at the console. */
export type Runs = 'off' | 'post' | 'setup' | 'agent' | 'os' | 'no-boot-device';

export type LifeEnd = 'power-off' | 'reboot';

export interface Life {
  /** Aborted when power goes or the node is reset. */
  readonly signal: AbortSignal;
  /** Says what runs from now on. */
  runs(what: Exclude<Runs, 'off'>): void;
}

/** What happens from the start of the firmware on; it is started anew after a reboot. Rejects when the life is aborted. */
export type Live = (life: Life) => Promise<LifeEnd>;

/** How long the steps of power take, in simulated milliseconds. */
const delays = { poweringOn: 600, poweringOff: 400, betweenOffAndOn: 500, systemShutdown: 1_500, afterPanic: 5_000 };

export interface NodePowerOptions {
  readonly time: SimulatedTime;
  readonly live: Live;
  readonly changed: () => void;
  readonly wentOff: () => void;
  /** Told of what a life ended with that was no order of somebody: a defect of what ran. */
  readonly report: (error: unknown) => void;
}

/** The power of a node: one story at a time, and each new one ends the one before at once, whatever it was at. */
export class NodePower {
  readonly #options: NodePowerOptions;
  #story = new AbortController();
  #ended: Promise<void> = Promise.resolve();
  #power: PowerState = 'Off';
  #runs: Runs = 'off';

  constructor(options: NodePowerOptions) {
    this.#options = options;
  }

  get power(): PowerState {
    return this.#power;
  }

  get runs(): Runs {
    return this.#runs;
  }

  get isOff(): boolean {
    return this.#power === 'Off' || this.#power === 'PoweringOff';
  }

  /** A system ends its programs before it goes; firmware has none. */
  get #systemRuns(): boolean {
    return this.#runs === 'os' || this.#runs === 'agent';
  }

  on(): void {
    this.#begin(async (signal) => {
      if (this.#power === 'PoweringOff') await this.#wait(delays.poweringOff, signal);
      await this.#rise(signal);
      await this.#lives(signal);
    });
  }

  /** Cuts power. */
  off(): void {
    this.#begin((signal) => this.#fall(signal));
  }

  /** Presses the power button: a running system shuts down in order; firmware lets power go at once. */
  shutdown(): void {
    this.#begin(async (signal) => {
      if (this.#systemRuns) await this.#wait(delays.systemShutdown, signal);
      await this.#fall(signal);
    });
  }

  /** Presses the reset button. */
  restart(): void {
    this.#begin((signal) => this.#lives(signal));
  }

  gracefulRestart(): void {
    this.#begin(async (signal) => {
      if (this.#systemRuns) await this.#wait(delays.systemShutdown, signal);
      await this.#lives(signal);
    });
  }

  cycle(): void {
    this.#begin(async (signal) => {
      await this.#fall(signal);
      await this.#wait(delays.betweenOffAndOn, signal);
      await this.#rise(signal);
      await this.#lives(signal);
    });
  }

  /** Ends everything without a trace, as when the lab is taken down. */
  async vanish(): Promise<void> {
    this.#story.abort(new Error('the node is gone'));
    await this.#ended;
  }

  #begin(story: (signal: AbortSignal) => Promise<void>): void {
    this.#story.abort(new Error('the power of the node changed'));
    const { signal } = (this.#story = new AbortController());
    this.#ended = story(signal).catch((error: unknown) => {
      if (!signal.aborted) this.#options.report(error);
    });
  }

  async #rise(signal: AbortSignal): Promise<void> {
    this.#become('PoweringOn', 'off');
    await this.#wait(delays.poweringOn, signal);
  }

  async #fall(signal: AbortSignal): Promise<void> {
    this.#become('PoweringOff', 'off');
    await this.#wait(delays.poweringOff, signal);
    this.#become('Off', 'off');
    this.#options.wentOff();
  }

  async #lives(signal: AbortSignal): Promise<void> {
    for (;;) {
      this.#become('On', 'post');
      const end = await this.#untilEnd(signal);
      if (end === 'power-off') return this.#fall(signal);
    }
  }

  async #untilEnd(signal: AbortSignal): Promise<LifeEnd> {
    try {
      return await this.#options.live({
        signal,
        runs: (what) => {
          if (!signal.aborted) this.#become('On', what);
        },
      });
    } catch (error) {
      signal.throwIfAborted();
      this.#options.report(error);
      await this.#wait(delays.afterPanic, signal);
      return 'reboot';
    }
  }

  #wait(milliseconds: number, signal: AbortSignal): Promise<void> {
    return this.#options.time.pause(milliseconds, signal);
  }

  #become(power: PowerState, runs: Runs): void {
    if (power === this.#power && runs === this.#runs) return;
    this.#power = power;
    this.#runs = runs;
    this.#options.changed();
  }
}
