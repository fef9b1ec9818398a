import type { DiskContent, SimulatedDisk } from './boot-environment.js';
import type { NodeCounters } from './counters.js';

export interface DiskDescription {
  readonly name: string;
  readonly serial: string;
  readonly wwn: string;
  readonly sizeBytes: number;
  readonly rotational: boolean;
}

/** What a disk keeps when everything else is forgotten. */
export interface DiskState {
  readonly content: DiskContent | null;
  /** The system on it has said that it has started: it does so once in its life, not once a boot. */
  readonly phonedHome: boolean;
}

const empty: DiskState = { content: null, phonedHome: false };

/** A disk in a node. */
export class LocalDisk implements SimulatedDisk {
  readonly name: string;
  readonly serial: string;
  readonly wwn: string;
  readonly sizeBytes: number;
  readonly rotational: boolean;
  readonly #counters: NodeCounters;
  readonly #changed: () => void;
  #state: DiskState;

  constructor(
    description: DiskDescription,
    { state, counters, changed }: { readonly state?: DiskState; counters: NodeCounters; changed: () => void },
  ) {
    this.name = description.name;
    this.serial = description.serial;
    this.wwn = description.wwn;
    this.sizeBytes = description.sizeBytes;
    this.rotational = description.rotational;
    this.#state = state ?? empty;
    this.#counters = counters;
    this.#changed = changed;
  }

  get state(): DiskState {
    return this.#state;
  }

  get content(): DiskContent | null {
    return this.#state.content;
  }

  write(content: DiskContent): void {
    this.#counters.imagings += 1;
    this.#become({ content, phonedHome: false });
  }

  erase(): void {
    this.#counters.erases += 1;
    this.#become(empty);
  }

  hasPhonedHome(): void {
    this.#counters.phoneHomes += 1;
    this.#become({ ...this.#state, phonedHome: true });
  }

  #become(state: DiskState): void {
    this.#state = state;
    this.#changed();
  }
}
