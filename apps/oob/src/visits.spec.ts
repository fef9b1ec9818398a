import { subjects } from '@drydock/contracts';
import { Broker } from '@drydock/messaging';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { OobStand } from './testing/oob-stand.js';

const link = (path: string) => ({ '@odata.id': path });
const sessions = '/redfish/v1/SessionService/Sessions';
const system = '/redfish/v1/Systems/Host.1';
const tree: Readonly<Record<string, object>> = {
  '/redfish/v1/': { Systems: link('/redfish/v1/Systems'), Links: { Sessions: link(sessions) } },
  '/redfish/v1/Systems': { Members: [link(system)] },
  [system]: { Id: 'Host.1', PowerState: 'On', Status: { Health: 'OK' } },
};

/** A BMC that keeps what it was asked, and how often somebody logged in. */
class AskedBmc {
  readonly asked: string[] = [];
  logins = 0;
  origin = '';
  /** Told of every request, and waited for before it is answered. */
  onRequest: (path: string) => Promise<void> = () => Promise.resolve();
  #server: Server | undefined;

  async start(port = 0): Promise<this> {
    this.#server = createServer((request, response) => {
      void this.#answer(request).then(({ status, body }) => {
        response.writeHead(status, { 'x-auth-token': 't', location: `${sessions}/t` });
        response.end(body && JSON.stringify(body));
      });
    });
    await once(this.#server.listen(port, '127.0.0.1'), 'listening');
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('a TCP port was expected');
    this.origin = `http://127.0.0.1:${address.port}`;
    return this;
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise<void>((closed) => this.#server?.close(() => closed()));
  }

  async #answer(request: IncomingMessage): Promise<{ status: number; body?: object }> {
    const { method, url = '' } = request;
    this.asked.push(`${method} ${url}`);
    await this.onRequest(url);
    if (method === 'POST') {
      this.logins += 1;
      let text = '';
      for await (const chunk of request) text += String(chunk);
      return { status: text.includes('"calvin-lab"') ? 201 : 401 };
    }
    const body = tree[url];
    return body === undefined ? { status: 404 } : { status: 200, body };
  }
}

let stand: OobStand;
let broker: Broker;
let bmc: AskedBmc;

beforeAll(async () => {
  stand = await OobStand.open();
  broker = await Broker.connect({ url: stand.natsUrl, name: 'test' });
});
beforeEach(async () => {
  bmc = await new AskedBmc().start();
});
afterEach(() => bmc.stop());
afterAll(async () => {
  await broker.drain();
  await stand.close();
});

const target = (password = 'calvin-lab') => ({
  type: 'redfish',
  address: bmc.origin,
  credential: { username: 'root', password },
});

const probe = (password?: string) => stand.call('POST', '/api/v1/probe', { target: target(password) });
const reach = async (query: object) =>
  (await broker.connection.request(subjects.reach('oob'), JSON.stringify(query), { timeout: 30_000 })).json<{
    reachable: boolean;
    failure: { kind: string; message: string } | null;
  }>();

const key = () => new URL(bmc.origin).host;
const held = (by: string | null) =>
  stand.sql.query(
    `insert into target (key, holder, lease_until) values ($1, $2, now() + interval '40 s')
     on conflict (key) do update set holder = excluded.holder, lease_until = excluded.lease_until`,
    [key(), by],
  );
const row = async () =>
  (await stand.sql.query('select holder, facts, rest_until from target where key = $1', [key()])).rows[0];

describe('what is asked of a BMC outside of actions', () => {
  it('takes its turn, and waits a while for it', async () => {
    await held('somebody');
    const probed = probe();
    await new Promise((soon) => setTimeout(soon, 700));
    expect(bmc.asked).toEqual([]);
    await held(null);
    expect(await probed).toMatchObject({ status: 200 });
    expect(await row()).toMatchObject({ holder: null });
  });

  it('has the BMC to itself, as an action does', async () => {
    const holders: unknown[] = [];
    bmc.onRequest = async (path) => {
      if (path === system) holders.push((await row())?.holder);
    };
    await Promise.all([probe(), probe(), probe()]);
    expect(holders).toEqual(Array(3).fill(expect.stringContaining('turn-')));
    // Nobody was there beside another: what each asked stands together.
    const roots = bmc.asked.flatMap((one, at) => (one === `GET ${system}` ? [at] : []));
    const own = (roots[1] ?? 0) - (roots[0] ?? 0);
    expect(roots[2]).toBe((roots[1] ?? 0) + own);
  });

  it('answers busy where somebody holds the BMC for long, and says who', async () => {
    await held('replica-7');
    const answer = await reach({ target: { ...target(), credential: undefined } });
    expect(answer).toMatchObject({ reachable: false, failure: { kind: 'busy' } });
    expect(answer.failure?.message).toContain(`${key()} is in use`);
    expect(bmc.asked).toEqual([]);
  }, 40_000);

  it('offers a refused password twice and no third time, whoever asks', async () => {
    expect([(await probe('wrong')).status, (await probe('wrong')).status]).toEqual([502, 502]);
    const third = await probe('wrong');
    expect(third.status).toBe(502);
    expect(third.text).toContain('refused this credential 2 times');
    expect(bmc.logins).toBe(2);
    expect(await probe()).toMatchObject({ status: 200 });
    expect((await row())?.facts).toEqual({});
  });

  it('leaves a silent BMC in peace while its circuit is open', async () => {
    const { origin } = bmc;
    await bmc.stop();
    for (let calls = 0; calls < 3; calls += 1) await probe();
    const port = Number(new URL(origin).port);
    await bmc.start(port);
    const fourth = await probe();
    expect(fourth.text).toContain('has not answered since');
    expect(bmc.asked).toEqual([]);
  });
});
