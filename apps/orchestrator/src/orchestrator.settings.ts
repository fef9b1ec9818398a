/** What the orchestrator's parts need to know of its configuration. */
export class OrchestratorSettings {
  constructor(
    /** Where `file://` references may lead; null for nowhere. */
    readonly designRoot: string | null,
    readonly designLimitBytes: number,
  ) {}
}
