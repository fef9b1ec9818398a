/** What the orchestrator's parts need to know of its configuration. */
export class OrchestratorSettings {
  /** Where `file://` references may lead; null for nowhere. */
  readonly designRoot: string | null;
  /** Authorities in PEM that a design's server may have its certificate of, beside the usual ones; null for none. */
  readonly designAuthorities: string | null;
  readonly designLimitBytes: number;
  /** How long the stream of events keeps a message. */
  readonly eventDays: number;
  /** How many walks of one task may be under way at a time. */
  readonly walksAtOnce: number;

  constructor(given: OrchestratorSettings) {
    this.designRoot = given.designRoot;
    this.designAuthorities = given.designAuthorities;
    this.designLimitBytes = given.designLimitBytes;
    this.eventDays = given.eventDays;
    this.walksAtOnce = given.walksAtOnce;
  }
}
