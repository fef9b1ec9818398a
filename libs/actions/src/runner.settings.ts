/** How long a target is held without a word from its holder. */
export interface LeaseSettings {
  readonly seconds: number;
  readonly renewSeconds: number;
  /** Drivers are stopped when the lease is this near to its end. */
  readonly abortSeconds: number;
}

export interface RunnerSettings {
  /** Names this process; unique to it. */
  readonly holder: string;
  /** Driver calls at a time. */
  readonly maximumRunning: number;
  /** For a driver to bring its target to a known state after it was asked to stop. */
  readonly graceSeconds: number;
  readonly lease: LeaseSettings;
  /** The time, in milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds since some moment, by a clock that nobody sets: leases and graces are counted on it. */
  readonly elapsed: () => number;
  readonly random: () => number;
  /** How long a cancel waits for a command that it overtook: as long as the streams keep what was said. */
  readonly keepCancelsDays: number;
}
