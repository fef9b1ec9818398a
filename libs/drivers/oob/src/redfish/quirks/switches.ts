import type { QuirkSwitches } from '@drydock/contracts';

interface Applied {
  readonly id: string;
  readonly switches: QuirkSwitches;
}

/** What is to be done otherwise than usual at one BMC. A switch that is asked for, and set, is noted as applied. */
export class Switches {
  readonly #applied: readonly Applied[];
  readonly #note: (id: string) => void;

  constructor(applied: readonly Applied[], note: (id: string) => void) {
    this.#applied = applied;
    this.#note = note;
  }

  /** How a switch is set; undefined where nothing is otherwise than usual. The last rule counts. */
  setting<K extends keyof QuirkSwitches>(name: K): QuirkSwitches[K] {
    const rule = this.#applied.findLast(({ switches }) => switches[name] !== undefined);
    if (rule !== undefined) this.#note(rule.id);
    return rule?.switches[name];
  }
}
