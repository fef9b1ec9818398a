import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { DataSourceOptions } from 'typeorm';
import { serveApiDocument, type ApiDocumentOptions } from './api-document.js';
import type { ServiceEnvironment } from './config.js';
import { Database } from './database.js';
import { Log } from './log.js';
import { Metrics } from './metrics.js';
import { Readiness } from './readiness.js';
import { ServiceModule } from './service.module.js';
import { Tokens } from './tokens.js';

export type WebEnvironment = Pick<
  ServiceEnvironment,
  | 'DRYDOCK_HTTP_HOST'
  | 'DRYDOCK_HTTP_PORT'
  | 'DATABASE_URL'
  | 'DRYDOCK_DATABASE_CONNECTIONS'
  | 'DRYDOCK_TOKEN_KEY_FILE'
  | 'DRYDOCK_LOG_LEVEL'
  | 'DRYDOCK_EXIT_WITH_PARENT'
>;

export interface WebServiceDefinition {
  readonly name: string;
  readonly version: string;
  readonly environment: WebEnvironment;
  readonly entities: DataSourceOptions['entities'];
  readonly migrations: DataSourceOptions['migrations'];
  /** The service's own module, which finds what was opened through injection. */
  readonly module: Type | DynamicModule;
  /** Largest JSON body, such as `512kb`. */
  readonly bodyLimit: string;
  /** Opens what this service needs beside database, log, tokens and metrics. */
  readonly open?: (base: OpenedBase) => Promise<OpenedMore>;
  /** Called with the application before it listens. */
  readonly prepare?: (app: NestExpressApplication) => Promise<void>;
  readonly api?: Pick<ApiDocumentOptions, 'complete'>;
}

/** What a service has open beside the base: injected by class, closed after the application and before the database. */
export interface OpenedMore {
  readonly provide: readonly object[];
  readonly controllers?: readonly Type[];
  close(): Promise<void>;
}

/** What every service has open. */
export interface OpenedBase {
  readonly log: Log;
  readonly database: Database;
  readonly tokens: Tokens;
  readonly metrics: Metrics;
  readonly readiness: Readiness;
}

export interface RunningService {
  readonly app: NestExpressApplication;
  readonly url: string;
  readonly exitWithParent: boolean;
  /** Lets what is under way end, and closes everything. */
  stop(): Promise<void>;
}

/** Opens the database, builds the application and listens. */
export async function startWebService(definition: WebServiceDefinition): Promise<RunningService> {
  const { name, environment } = definition;
  const base = await openBase(definition);
  const { log, database, tokens, metrics, readiness } = base;
  const more = await definition.open?.(base);
  const app = await NestFactory.create<NestExpressApplication>(
    rootModule(
      definition.module,
      ServiceModule.holding(
        [log, database, tokens, metrics, readiness, ...(more?.provide ?? [])],
        more?.controllers ?? [],
      ),
    ),
    { logger: log, bodyParser: false, abortOnError: false },
  );
  app.disable('x-powered-by');
  await definition.prepare?.(app);
  app.useBodyParser('json', { limit: definition.bodyLimit });
  serveApiDocument(app, { title: `Drydock ${name}`, version: definition.version, ...definition.api });

  const { DRYDOCK_HTTP_HOST: host, DRYDOCK_HTTP_PORT: port } = environment;
  await listen(app, host, port);
  const url = `http://${host}:${port}`;
  log.info('ready', { url, version: definition.version });
  return {
    app,
    url,
    exitWithParent: environment.DRYDOCK_EXIT_WITH_PARENT,
    stop: async () => {
      await app.close();
      await more?.close();
      await database.close();
    },
  };
}

async function openBase(definition: WebServiceDefinition): Promise<OpenedBase> {
  const { name, environment, entities, migrations } = definition;
  const log = Log.create(name, environment.DRYDOCK_LOG_LEVEL);
  const { tokens, created } = await Tokens.open(environment.DRYDOCK_TOKEN_KEY_FILE);
  if (created) {
    const token = await tokens.issue({ name: 'first-start', role: 'admin' }, 365);
    process.stderr.write(`A key for tokens was made. Token of an administrator, shown this once: ${token}\n`);
  }
  const database = await Database.open({
    url: environment.DATABASE_URL,
    name: `drydock-${name}`,
    connections: environment.DRYDOCK_DATABASE_CONNECTIONS,
    entities,
    migrations,
    onError: (error) => log.problem('a database connection failed', error),
  });
  const readiness = new Readiness();
  readiness.add('database', () => database.reachable());
  return { log, database, tokens, readiness, metrics: new Metrics(name) };
}

function rootModule(module: Type | DynamicModule, base: DynamicModule): Type {
  @Module({ imports: [base, module] })
  class RootModule {}
  return RootModule;
}

async function listen(app: NestExpressApplication, host: string, port: number): Promise<void> {
  try {
    await app.listen(port, host);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new Error(
        `Port ${port} of ${host} is taken: set DRYDOCK_HTTP_PORT to another, or stop what listens there.`,
        { cause: error },
      );
    }
    throw error;
  }
}
