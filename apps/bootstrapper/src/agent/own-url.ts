/** As much of a request as its address takes. */
export interface Addressed {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** This bootstrapper as nodes reach it: as it was configured, or else as the node itself asked for it. */
export class OwnUrl {
  constructor(
    private readonly configured: string | null,
    private readonly listening: string,
  ) {}

  from({ headers }: Addressed): string {
    if (this.configured !== null) return this.configured.replace(/\/+$/, '');
    const host = String(headers['host'] ?? '');
    return `http://${/^[\w.:[\]-]+$/.test(host) ? host : this.listening}`;
  }
}
