import { createTestDatabase, type TestDatabase } from '@drydock/local-servers/testing';
import { RedfishConnections, type RedfishTarget } from '@drydock/redfish';
import { ScriptedBmc, systemPath } from '@drydock/redfish/testing';
import { Database, SealKeys, SecretHmac } from '@drydock/service';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BmcSessionStore } from '../../apps/oob/src/sessions/bmc-session.store.js';
import { BmcSessions1764122500000 } from '../../apps/oob/src/sessions/sessions.migration.js';

const { signal } = new AbortController();
let directory: string;
let testDatabase: TestDatabase;
let database: Database;
let keys: SealKeys;
let hmac: SecretHmac;

beforeAll(async () => {
  [directory, testDatabase] = await Promise.all([mkdtemp(join(tmpdir(), 'drydock-')), createTestDatabase()]);
  const file = join(directory, 'oob.key');
  [keys, hmac] = await Promise.all([SealKeys.open(file), SecretHmac.open(file)]);
  const { url } = testDatabase;
  const options = { url, name: 'spec', connections: 10, entities: [], migrations: [BmcSessions1764122500000] };
  database = await Database.open({ ...options, onError: () => undefined });
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
  await rm(directory, { recursive: true });
});

let bmc: ScriptedBmc;
let processes: Process[];
beforeEach(async () => {
  bmc = await new ScriptedBmc().start();
  processes = [];
});
afterEach(async () => {
  await Promise.all(processes.map(({ connections }) => connections.close()));
  await database.pool.query('delete from bmc_session');
  await bmc.stop();
});

/** One process of the oob service, as far as BMCs and the database can tell. One that was killed is never heard of again. */
class Process {
  readonly connections: RedfishConnections;

  constructor(book = new BmcSessionStore({ database, keys, hmac })) {
    this.connections = new RedfishConnections({ book });
  }

  static start(): Process {
    const started = new Process();
    processes.push(started);
    return started;
  }

  kill(): void {
    processes = processes.filter((process) => process !== this);
  }

  look(more: Partial<RedfishTarget> = {}) {
    return this.connections.client({ ...bmc.target, ...more }, signal).get(systemPath);
  }
}

const logins = () => bmc.writes.filter((write) => write.startsWith('POST')).length;
const rows = async () => (await database.pool.query('select * from bmc_session')).rows;

describe('the replicas of the oob service', () => {
  it('share one session at a BMC, which the last one to stop deletes', async () => {
    const [one, two] = [Process.start(), Process.start()];
    for (const replica of [one, two, one, two]) await replica.look();
    expect(logins()).toBe(1);
    await one.connections.close();
    expect(bmc.sessions.size).toBe(1);
    await two.look();
    await two.connections.close();
    expect(bmc.sessions.size).toBe(0);
    expect(await rows()).toEqual([]);
  });

  it('never have more than two open, however many call at the same moment', async () => {
    const replicas = [1, 2, 3, 4].map(() => Process.start());
    for (let round = 0; round < 3; round += 1) {
      await Promise.all(replicas.map((replica) => replica.look()));
      bmc.sessions.clear();
    }
    expect(bmc.mostSessions).toBeLessThanOrEqual(2);
  });

  it('go on with the session of one that was killed, and leave none behind however often that happens', async () => {
    for (let start = 0; start < 5; start += 1) {
      const killed = Process.start();
      await killed.look();
      killed.kill();
    }
    expect(logins()).toBe(1);
    expect([...bmc.sessions]).toHaveLength(1);
  });

  it('delete the session of one that was killed when there is no room with the account that is used now', async () => {
    const renamed = (username: string) => {
      bmc.script = ({ method, body }) => {
        if (method !== 'POST') return undefined;
        bmc.sessions.add(String(body['UserName']));
        bmc.mostSessions = Math.max(bmc.mostSessions, bmc.sessions.size);
        const location = `/redfish/v1/SessionService/Sessions/${String(body['UserName'])}`;
        return { status: 201, headers: { 'x-auth-token': String(body['UserName']), location } };
      };
      return { username };
    };
    for (const account of ['first', 'second', 'third', 'fourth']) {
      const killed = Process.start();
      await killed.look(renamed(account));
      killed.kill();
    }
    expect([...bmc.sessions]).toEqual(['third', 'fourth']);
    expect(bmc.mostSessions).toBe(2);
  });

  it('log in anew when the session that is kept has ended meanwhile', async () => {
    const killed = Process.start();
    await killed.look();
    killed.kill();
    bmc.sessions.clear();
    const [one, two] = [Process.start(), Process.start()];
    await one.look();
    await two.look();
    expect(logins()).toBe(2);
    expect(await rows()).toHaveLength(1);
  });

  it('find a session that another opened instead of theirs, also when that one has ended as well', async () => {
    const [one, two] = [Process.start(), Process.start()];
    await one.look();
    bmc.sessions.clear();
    await two.look();
    bmc.sessions.clear();
    await one.look();
    expect(logins()).toBe(3);
    expect(await rows()).toHaveLength(1);
  });

  it('count a session whose opening nobody survived until it must have ended by itself', async () => {
    const killed = new BmcSessionStore({ database, keys, hmac });
    for (const user of ['one', 'two']) expect(await killed.enter(bmc.target, user)).toMatchObject({ kind: 'room' });
    const replica = Process.start();
    await replica.look();
    expect(bmc.requests.at(-1)?.headers.authorization).toMatch(/^Basic /);
    expect(logins()).toBe(0);

    await database.pool.query(`update bmc_session set since = now() - interval '31 min' where place = 1`);
    await Process.start().look();
    expect(logins()).toBe(1);
  });

  it('open none while the database does not say that there is room', async () => {
    const away = Object.create(database, { pool: { value: { query: () => Promise.reject(new Error('away')) } } });
    const replica = new Process(new BmcSessionStore({ database: away, keys, hmac }));
    await expect(replica.look()).rejects.toMatchObject({ kind: 'busy', evidence: ['away'] });
    expect(logins()).toBe(0);
  });

  it('keep neither the token nor the password where anybody could read it', async () => {
    await Process.start().look();
    const [token] = [...bmc.sessions];
    const kept = JSON.stringify(await rows());
    expect(kept).toContain(bmc.origin);
    expect(kept).not.toContain(token);
    expect(kept).not.toContain(bmc.target.password);
  });

  it('open another one where the key is gone that the session was sealed with', async () => {
    const killed = Process.start();
    await killed.look();
    killed.kill();
    const book = new BmcSessionStore({ database, keys: await SealKeys.open(join(directory, 'new.key')), hmac });
    const replica = new Process(book);
    await replica.look();
    await replica.look();
    expect(logins()).toBe(2);
    await replica.connections.close();
    expect([...bmc.sessions]).toHaveLength(1);
  });
});
