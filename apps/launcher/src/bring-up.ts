import {
  databaseNameOf,
  requireFree,
  secretIn,
  startNats,
  startPostgres,
  urlFor,
  type LocalNats,
  type LocalPostgres,
} from '@drydock/local-servers';
import { join, resolve } from 'node:path';
import { startChild, type Running } from './child-service.js';
import type { LauncherConfig } from './config.js';
import { Crew } from './crew.js';
import type { DataDirectory } from './data-directory.js';
import type { Flags, ServiceName } from './flags.js';
import type { Logs } from './logs.js';
import { issueToken, type TokenHolder } from './tokens.js';
import { portsFrom, type Listener, type Ports } from './ports.js';

const repository = resolve(import.meta.dirname, '../../..');

export interface BringUpOptions {
  readonly flags: Flags;
  readonly config: LauncherConfig;
  readonly directory: DataDirectory;
  readonly logs: Logs;
  /** Told of everything that came up, ended, or could not be started again. */
  readonly told: (name: string, what: string) => void;
  /** Gives up the start. */
  readonly signal: AbortSignal;
}

/** Everything that was asked for, running. */
export interface Up {
  readonly ports: Ports;
  readonly urls: Readonly<Partial<Record<Listener, string>>>;
  /** An administrator's. */
  readonly token: string;
  /** What the node service shows to the bootstrapper. */
  readonly bootstrapperToken: string;
  readonly natsUrl: string;
  pids(): Readonly<Record<string, number>>;
  /** Services first, then what they stand on. */
  stop(): Promise<void>;
}

const ranks: readonly (readonly Listener[])[] = [
  ['orchestrator', 'oob', 'node', 'network'],
  ['bootstrapper', 'lab'],
  ['nats', 'postgres'],
];

/** Starts what the flags ask for, and keeps it running. Throws one clear line when a part does not start; nothing is left then. */
export async function bringUp(options: BringUpOptions): Promise<Up> {
  const { flags, config, directory } = options;
  const ports = portsFrom(flags.portBase);
  const programs: readonly Program[] = [...flags.services, ...(flags.lab === 'started' ? (['lab'] as const) : [])];
  const postgres = flags.services.some((name) => givenDatabase(config, name) === undefined);
  // The bootstrapper is an outside system to the services: it does not speak NATS.
  const nats = config.natsUrl === undefined && flags.services.some((name) => name !== 'bootstrapper');
  const listening: Listener[] = [
    ...programs,
    ...(nats ? (['nats'] as const) : []),
    ...(postgres ? (['postgres'] as const) : []),
  ];
  for (const name of listening) await requireFree(ports[name], name);

  const tokens = await keepTokens(directory);
  const crew = new Crew<Listener>(options);
  try {
    const [databases, broker] = await Promise.all([
      postgres ? crew.keep('postgres', postgresOf(options, ports.postgres)) : undefined,
      nats ? crew.keep('nats', natsOf(options, ports.nats)) : undefined,
    ]);
    const natsUrl = broker?.url ?? config.natsUrl ?? '';
    const environmentOf = (name: Program): Record<string, string> =>
      name === 'lab'
        ? labVariables(options, tokens.token)
        : {
            DATABASE_URL: givenDatabase(config, name) ?? databases?.databases[name] ?? '',
            NATS_URL: natsUrl,
            ...ownVariables(name, options),
          };
    await Promise.all(
      programs.map((name) =>
        crew.keep(name, programOf(options, { name, port: ports[name], more: environmentOf(name) })),
      ),
    );
    crew.startIsOver();
    return {
      ports,
      urls: Object.fromEntries(programs.map((name) => [name, urlOn(ports[name])])),
      ...tokens,
      natsUrl,
      pids: () => crew.pids(),
      stop: () => crew.stop(ranks),
    };
  } catch (error) {
    await crew.stop(ranks);
    throw error;
  }
}

async function keepTokens(directory: DataDirectory): Promise<Pick<Up, 'token' | 'bootstrapperToken'>> {
  const key = await secretIn(directory.tokenKey);
  const tokenOf = (holder: TokenHolder): Promise<string> =>
    secretIn(directory.token(holder.name), () => issueToken(key, holder, Date.now()));
  return {
    token: await tokenOf({ name: 'npm-start', role: 'admin' }),
    bootstrapperToken: await tokenOf({ name: 'sample-site', role: 'operator' }),
  };
}

type Program = ServiceName | 'lab';
type Start<R extends Running> = (signal: AbortSignal) => Promise<R>;

const urlOn = (port: number): string => `http://127.0.0.1:${port}`;

/** The database that the environment names for this service, if it does. */
const givenDatabase = ({ databaseUrl, databaseUrls }: LauncherConfig, name: ServiceName): string | undefined =>
  databaseUrls[name] ??
  (databaseUrl === undefined ? undefined : urlFor(databaseUrl, { database: databaseNameOf(name) }));

const postgresOf =
  ({ directory, logs }: BringUpOptions, port: number): Start<LocalPostgres> =>
  (signal) =>
    startPostgres({ dataDirectory: directory.postgres, port, signal, log: logs.of('postgres') });

const natsOf =
  ({ directory, config, logs }: BringUpOptions, port: number): Start<LocalNats> =>
  (signal) =>
    startNats({
      storeDirectory: directory.nats,
      port,
      cacheDirectory: join(repository, '.drydock/cache'),
      path: config.path,
      signal,
      log: logs.of('nats'),
    });

const ownVariables = (name: ServiceName, { directory, flags }: BringUpOptions): Record<string, string> => ({
  DRYDOCK_TOKEN_KEY_FILE: directory.tokenKey,
  DRYDOCK_SEAL_KEY_FILE: directory.sealKey(name),
  ...(name === 'bootstrapper'
    ? {
        DRYDOCK_PUBLIC_URL: urlOn(portsFrom(flags.portBase).bootstrapper),
        DRYDOCK_IMAGE_DIRECTORY: directory.of('images'),
      }
    : {}),
  ...(name === 'orchestrator' && flags.designRoot ? { DRYDOCK_DESIGN_ROOT: flags.designRoot } : {}),
});

const labVariables = ({ directory, flags, config }: BringUpOptions, token: string): Record<string, string> => ({
  DRYDOCK_BOOTSTRAPPER_URL: urlOn(portsFrom(flags.portBase).bootstrapper),
  DRYDOCK_LAB_TOKEN: token,
  DRYDOCK_LAB_STATE: directory.of('lab.json'),
  ...(config.labPace === undefined ? {} : { DRYDOCK_LAB_PACE: config.labPace }),
});

const programOf =
  (
    { config, logs }: BringUpOptions,
    { name, port, more }: { readonly name: Program; readonly port: number; readonly more: Record<string, string> },
  ): Start<Running> =>
  (signal) =>
    startChild({
      name,
      main: join(repository, 'apps', name, 'dist/main.js'),
      environment: {
        ...config.inherited,
        ...more,
        DRYDOCK_HTTP_PORT: `${port}`,
        DRYDOCK_LOG_LEVEL: config.logLevel,
        DRYDOCK_EXIT_WITH_PARENT: '1',
      },
      readyUrl: `${urlOn(port)}/readyz`,
      log: logs.of(name),
      signal,
    });
