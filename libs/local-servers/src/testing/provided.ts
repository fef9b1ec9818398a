/** What the global setup gives to every spec. */
export interface ProvidedServers {
  /** The superuser's URL of the one Postgres of this test run. */
  readonly postgresUrl: string;
  /** Where a fetched nats-server is kept. */
  readonly cacheDirectory: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    drydockServers: ProvidedServers;
  }
}
