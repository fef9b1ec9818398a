type Check = () => boolean | Promise<boolean>;

/** What has to be well before the service takes work: each part says so for itself. */
export class Readiness {
  private readonly parts = new Map<string, Check>();

  add(name: string, isWell: Check): void {
    this.parts.set(name, isWell);
  }

  /** The parts by name: well or not. */
  async check(): Promise<Record<string, boolean>> {
    const answers = [...this.parts].map(async ([name, isWell]) => [name, await isWell()] as const);
    return Object.fromEntries(await Promise.all(answers));
  }
}
