import type { RunningService } from '@drydock/service';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OobGround } from '../testing/oob-ground.js';

const [bmcs, atOnce, everySeconds] = [40, 4, 3_600];

/** BMCs that take their time, and how many of them were being called together. */
class SlowBmcs {
  readonly asked = new Map<string, string[]>();
  mostAtOnce = 0;
  readonly #answering = new Set<string>();
  readonly #servers: Server[] = [];

  /** Answers their addresses. */
  async start(): Promise<string[]> {
    const addresses: string[] = [];
    for (let index = 0; index < bmcs; index += 1) {
      const server = createServer(({ url = '' }, response) => void this.#answer(`bmc${index}`, url, response));
      this.#servers.push(server);
      await once(server.listen(0, '127.0.0.1'), 'listening');
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('a TCP port was expected');
      addresses.push(`http://127.0.0.1:${address.port}`);
    }
    return addresses;
  }

  stop(): void {
    for (const server of this.#servers) server.close().closeAllConnections();
  }

  async #answer(name: string, url: string, response: ServerResponse): Promise<void> {
    this.asked.set(name, [...(this.asked.get(name) ?? []), url]);
    this.#answering.add(name);
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#answering.size);
    await wait(20);
    this.#answering.delete(name);
    response.end(JSON.stringify(tree[url] ?? {}));
  }
}

const link = (path: string) => ({ '@odata.id': path });
const tree: Readonly<Record<string, object>> = {
  '/redfish/v1/': { Systems: link('/redfish/v1/Systems') },
  '/redfish/v1/Systems': { Members: [link('/redfish/v1/Systems/1')] },
  '/redfish/v1/Systems/1': { Id: '1', PowerState: 'On', Status: { Health: 'OK' } },
};

let ground: OobGround;
let sql: pg.Client;
let slow: SlowBmcs;
let service: RunningService | null = null;

const start = async () => {
  service = await ground.start({
    DRYDOCK_WATCH_SECONDS: String(everySeconds),
    DRYDOCK_WATCH_AT_ONCE: String(atOnce),
  });
};
const stop = async () => {
  await service?.stop();
  service = null;
};

beforeAll(async () => {
  ground = await OobGround.open();
  sql = new pg.Client({ connectionString: ground.database.url });
  await sql.connect();
  slow = new SlowBmcs();
  // As left by a service that was stopped hours ago: every look is overdue.
  await start();
  await stop();
  for (const [index, address] of (await slow.start()).entries()) {
    const target = { type: 'redfish', address, credential: { username: 'root', password: 'calvin' } };
    await sql.query('insert into target (key) values ($1)', [address]);
    await sql.query(
      `insert into bmc (key, node, driver, target, look_at) values ($1, $2, 'redfish', $3, now() - interval '5 h')`,
      [address, `node${index}`, JSON.stringify({ ...target, options: { login: 'basic' } })],
    );
  }
});
afterAll(async () => {
  await stop();
  slow.stop();
  await sql.end();
  await ground.close();
});

describe('after a long stop, when all BMCs are due for a look', () => {
  it('calls some at a time, each once, and spreads the looks that follow', async () => {
    await start();
    await expect
      .poll(async () => (await sql.query('select from bmc where seen_at is not null')).rowCount, { timeout: 30_000 })
      .toBe(bmcs);
    expect(slow.mostAtOnce).toBeGreaterThan(1);
    expect(slow.mostAtOnce).toBeLessThanOrEqual(atOnce);
    expect([...slow.asked.values()].every((urls) => new Set(urls).size === urls.length)).toBe(true);
    const { rows } = await sql.query<{ first: number; apart: number }>(
      `select extract(epoch from min(look_at) - now())::float8 as first,
              extract(epoch from max(look_at) - min(look_at))::float8 as apart from bmc`,
    );
    expect(rows[0]?.first).toBeGreaterThan(0.8 * everySeconds);
    // They fall anywhere within a fifth of the hour: forty of them within a tenth, less than once in 10^9 times.
    expect(rows[0]?.apart).toBeGreaterThan(0.1 * everySeconds);
  }, 60_000);
});
