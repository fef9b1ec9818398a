import type { ServiceName } from './flags.js';

type Variables = Readonly<Record<string, string | undefined>>;

/** What the launcher takes from its environment. */
export interface LauncherConfig {
  readonly natsUrl?: string;
  /** A server: the databases on it are the services' own. */
  readonly databaseUrl?: string;
  /** Whole URLs for single services, which win over the server. */
  readonly databaseUrls: Readonly<Partial<Record<ServiceName, string>>>;
  /** Where nats-server is looked for. */
  readonly path?: string;
  readonly logLevel: string;
  /** How slow the simulated hardware is: 1 is as real hardware, 0.1 ten times as fast. */
  readonly labPace?: string;
  readonly colour: 'yes' | 'no';
  /** What every child is started with: all but what is Drydock's own. */
  readonly inherited: Variables;
}

export function readConfig(variables: Variables): LauncherConfig {
  const set = (name: string): string | undefined => variables[name] || undefined;
  return {
    natsUrl: set('NATS_URL'),
    databaseUrl: set('DATABASE_URL'),
    databaseUrls: {
      orchestrator: set('DATABASE_URL_ORCHESTRATOR'),
      oob: set('DATABASE_URL_OOB'),
      node: set('DATABASE_URL_NODE'),
      network: set('DATABASE_URL_NETWORK'),
      bootstrapper: set('DATABASE_URL_BOOTSTRAPPER'),
    },
    path: variables['PATH'],
    logLevel: set('DRYDOCK_LOG_LEVEL') ?? 'info',
    labPace: set('DRYDOCK_LAB_PACE'),
    // https://no-color.org: any value that is not empty.
    colour: set('NO_COLOR') || variables['TERM'] === 'dumb' ? 'no' : 'yes',
    inherited: Object.fromEntries(
      Object.entries(variables).filter(([name]) => !/^(DRYDOCK_|DATABASE_URL|NATS_URL|NODE_CHANNEL_)/.test(name)),
    ),
  };
}

export const launcherConfig = (): LauncherConfig => readConfig(process.env);
