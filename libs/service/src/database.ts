import pg from 'pg';
import { DataSource, MigrationExecutor, type DataSourceOptions } from 'typeorm';
import { connectionLimits, connectWithinMs, serverKeepalive } from './database-limits.js';

export interface DatabaseOptions {
  readonly url: string;
  /** Shown in `pg_stat_activity`. */
  readonly name: string;
  readonly connections: number;
  readonly entities: DataSourceOptions['entities'];
  /** Classes, oldest first. */
  readonly migrations: DataSourceOptions['migrations'];
  readonly onError: (error: unknown) => void;
  /** A statement that has no answer by then failed, and so did its connection. 60 s when left out. */
  readonly answerWithinMs?: number;
}

/** One service's own database: TypeORM for rows and migrations, the same connections for statements of the hot path. */
export class Database {
  private constructor(
    readonly dataSource: DataSource,
    readonly pool: pg.Pool,
  ) {}

  /** Creates the database when it is missing, and brings it up to date while holding an advisory lock. */
  static async open(options: DatabaseOptions): Promise<Database> {
    await migrate(options);
    const { url, name, connections, entities, onError, answerWithinMs = 60_000 } = options;
    const dataSource = await new DataSource({
      type: 'postgres',
      url,
      applicationName: name,
      poolSize: connections,
      poolErrorHandler: onError,
      entities,
      connectTimeoutMS: connectWithinMs,
      extra: connectionLimits(answerWithinMs),
    }).initialize();
    return new Database(dataSource, poolOf(dataSource));
  }

  async reachable(): Promise<boolean> {
    return this.pool.query('select 1').then(
      () => true,
      () => false,
    );
  }

  close(): Promise<void> {
    return this.dataSource.destroy();
  }
}

const migrationLock = 7_236_001;

/** Changes of a table may take long: they have no deadline, and connections of their own. */
async function migrate({ url, name, migrations, onError }: DatabaseOptions): Promise<void> {
  const lock = await lockDatabase(url);
  try {
    const dataSource = await new DataSource({
      type: 'postgres',
      url,
      applicationName: `${name} migration`,
      poolSize: 1,
      poolErrorHandler: onError,
      connectTimeoutMS: connectWithinMs,
      extra: { keepAlive: true, options: serverKeepalive },
      migrations,
      migrationsTransactionMode: 'each',
    }).initialize();
    await refuseNewer(dataSource, url)
      .then(() => dataSource.runMigrations())
      .finally(() => dataSource.destroy());
  } finally {
    // The lock belongs to the session.
    await lock.end();
  }
}

/** What a newer version has changed, this one would misread, or miss columns of. */
async function refuseNewer(dataSource: DataSource, url: string): Promise<void> {
  const known = new Set(dataSource.migrations.map(({ name, constructor }) => name ?? constructor.name));
  const executed = await new MigrationExecutor(dataSource).getExecutedMigrations();
  const newer = executed.map(({ name }) => name).filter((name) => !known.has(name));
  if (newer.length === 0) return;
  throw new Error(
    `The database ${shown(url)} was changed by a newer version (${newer.join(', ')}): start that version or a later one, or restore the database as it was before.`,
  );
}

async function lockDatabase(url: string): Promise<pg.Client> {
  const client = await connectOrCreate(url);
  await client.query('select pg_advisory_lock($1)', [migrationLock]);
  return client;
}

async function connectOrCreate(url: string): Promise<pg.Client> {
  try {
    return await connect(url);
  } catch (error) {
    if (!hasCode(error, undefinedDatabase))
      throw new Error(`The database ${shown(url)} cannot be opened.`, { cause: error });
    await createDatabase(url);
    return connect(url);
  }
}

const undefinedDatabase = '3D000';
const alreadyThere = ['42P04', '23505'];

async function createDatabase(url: string): Promise<void> {
  const name = decodeURIComponent(new URL(url).pathname.slice(1));
  const server = new URL(url);
  server.pathname = '/postgres';
  const client = await connect(server.href);
  try {
    await client.query(`create database ${pg.escapeIdentifier(name)}`);
  } catch (error) {
    if (!alreadyThere.some((code) => hasCode(error, code))) throw error;
  } finally {
    await client.end();
  }
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: connectWithinMs,
    keepAlive: true,
    options: serverKeepalive,
  });
  // Said by the statement that is under way, or by the next; an event that nobody listens to would end the process.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

const hasCode = (error: unknown, code: string): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === code;

/** The URL without its password. */
const shown = (url: string): string => {
  const { host, pathname } = new URL(url);
  return `${pathname.slice(1)} on ${host}`;
};

function poolOf(dataSource: DataSource): pg.Pool {
  const { driver } = dataSource;
  const master: unknown = 'master' in driver ? driver.master : undefined;
  if (master instanceof pg.Pool) return master;
  throw new Error('TypeORM did not open a pool of the pg driver.');
}
