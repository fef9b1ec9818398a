import { createTestDatabase, type TestDatabase } from '@drydock/local-servers/testing';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import pg from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Database } from './database.js';

class Once1700000000000 implements MigrationInterface {
  readonly name = 'Once1700000000000';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table once (id integer)');
  }
  async down(): Promise<void> {
    throw new Error('only forward');
  }
}

class Later1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table once rename id to number');
  }
  async down(): Promise<void> {
    throw new Error('only forward');
  }
}

const options = (url: string) => ({
  url,
  name: 'spec',
  connections: 2,
  entities: [],
  migrations: [Once1700000000000],
  onError: () => undefined,
});

describe('the database of a service', () => {
  it('is made when it is missing and migrated once, however many replicas start at the same time', async () => {
    const { url, drop } = await createTestDatabase();
    await drop();
    const opened = await Promise.all([1, 2, 3].map(() => Database.open(options(url))));
    const [first] = opened;
    expect(first?.pool).toBeInstanceOf(pg.Pool);
    expect(await first?.reachable()).toBe(true);
    const { rows } = (await first?.pool.query('select count(*)::integer as count from migrations')) ?? { rows: [] };
    expect(rows).toEqual([{ count: 1 }]);
    await Promise.all(opened.map((database) => database.close()));
    await drop();
  });

  it('that a newer version has changed is refused, and left as it is', async () => {
    const { url, drop } = await createTestDatabase();
    const newer = await Database.open({ ...options(url), migrations: [Once1700000000000, Later1700000000001] });
    const older = Database.open(options(url));
    await expect(older).rejects.toThrow(/changed by a newer version \(Later1700000000001\): start that version/);
    const { rows } = await newer.pool.query('select name from migrations order by id');
    expect(rows).toEqual([{ name: 'Once1700000000000' }, { name: 'Later1700000000001' }]);
    await newer.close();
    await drop();
  });

  it('that cannot be opened is named without its password', async () => {
    const failure = await Database.open(options('postgres://me:hidden@127.0.0.1:1/x')).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(String(failure)).toContain('x on 127.0.0.1:1');
    expect(String(failure)).not.toContain('hidden');
  });
});

/** The way to a server, on which bytes and ends of connections can get lost. */
async function wayTo(url: string) {
  const { hostname, port } = new URL(url);
  const sockets: Socket[] = [];
  let isCut = false;
  const server = createServer({ pauseOnConnect: true }, (near) => {
    sockets.push(near.on('error', () => undefined));
    if (isCut) return;
    const far = connect(Number(port), hostname).on('error', () => undefined);
    sockets.push(far);
    near.pipe(far).pipe(near);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const through = new URL(url);
  through.port = String(typeof address === 'object' && address?.port);
  return {
    url: through.href,
    /** Nothing is carried any more on what is connected; new connections fare the same until it is mended. */
    cut() {
      isCut = true;
      for (const socket of sockets) socket.unpipe().pause();
    },
    mend() {
      isCut = false;
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

describe('a database that the network has cut off without a word', () => {
  let real: TestDatabase;
  let way: Awaited<ReturnType<typeof wayTo>>;
  let database: Database;

  beforeEach(async () => {
    real = await createTestDatabase();
    way = await wayTo(real.url);
    database = await Database.open({ ...options(way.url), answerWithinMs: 1_000 });
  });
  afterEach(async () => {
    await database.close();
    way.close();
    await real.drop();
  });

  it('fails the statement under way, and serves the next as soon as the network is back', async () => {
    await database.pool.query('select 1');
    way.cut();
    await expect(database.pool.query('select 1')).rejects.toThrow('Postgres has said nothing for 1 s');
    way.mend();
    expect(await database.reachable()).toBe(true);
  });

  it('fails a transaction of TypeORM as a whole; no broken connection is used again', async () => {
    const lost = database.dataSource.transaction(async (transaction) => {
      await transaction.query('insert into once values (1)');
      way.cut();
      await transaction.query('insert into once values (2)');
    });
    await expect(lost).rejects.toThrow('Postgres has said nothing');
    way.mend();
    const { rows } = await database.pool.query('select * from once');
    expect(rows).toEqual([]);
  });

  it('lets go of the rows that were locked there, for the other replicas', async () => {
    await database.pool.query('insert into once values (1)');
    const locked = await database.pool.connect();
    locked.on('error', () => undefined);
    await locked.query('begin');
    await locked.query('select * from once for update');
    way.cut();
    const other = new pg.Client({ connectionString: real.url });
    await other.connect();
    const { rowCount } = await other.query('delete from once');
    expect(rowCount).toBe(1);
    await other.end();
    locked.release(true);
  });

  it('is asked to look after connections whose other side has vanished', async () => {
    const { rows } = await database.pool.query('show tcp_keepalives_idle');
    expect(rows).toEqual([{ tcp_keepalives_idle: '10' }]);
  });

  it('stops a statement that takes too long, before its connection is given up', async () => {
    await expect(database.pool.query('select pg_sleep(5)')).rejects.toThrow('statement timeout');
  });
});
