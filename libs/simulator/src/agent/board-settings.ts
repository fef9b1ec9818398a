/** What a simulated board keeps while it is off: firmware versions, BIOS settings, RAID volumes, by kind and name. */
export type BoardSettings = Map<string, string>;

/** The settings of every board, by the UUID of its system. */
export class Boards {
  private readonly settings = new Map<string, BoardSettings>();

  of(systemUuid: string): BoardSettings {
    const known = this.settings.get(systemUuid) ?? new Map<string, string>();
    this.settings.set(systemUuid, known);
    return known;
  }
}
