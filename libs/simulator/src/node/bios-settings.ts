export type BiosAttributes = Readonly<Record<string, string | number | boolean>>;

export interface BiosState {
  readonly current: BiosAttributes;
  /** What was written and holds from the next start on. */
  readonly pending: BiosAttributes;
}

const asDelivered: BiosAttributes = {
  BootMode: 'Uefi',
  HyperThreading: 'Enabled',
  Virtualization: 'Enabled',
  SriovGlobal: 'Disabled',
  PowerProfile: 'Balanced',
  PxeIPv4: 'Enabled',
  PxeTimeoutSeconds: 30,
};

/** The BIOS attributes of a node: what is written takes hold when it starts. */
export class BiosSettings {
  #state: BiosState;
  readonly #changed: () => void;

  constructor(changed: () => void, state?: BiosState) {
    this.#changed = changed;
    this.#state = state ?? { current: asDelivered, pending: {} };
  }

  get state(): BiosState {
    return this.#state;
  }

  write(attributes: BiosAttributes): void {
    this.#become({ ...this.#state, pending: { ...this.#state.pending, ...attributes } });
  }

  /** The firmware starts. */
  takeHold(): void {
    const { current, pending } = this.#state;
    if (Object.keys(pending).length > 0) this.#become({ current: { ...current, ...pending }, pending: {} });
  }

  #become(state: BiosState): void {
    this.#state = state;
    this.#changed();
  }
}
