import { subjects, type ActionRecord, type PortFacts } from '@drydock/contracts';
import { actAsTold, fakeSettings, registry, type Driver } from '@drydock/driver';
import {
  createTestDatabase,
  freePortBlock,
  startTestNats,
  type TestDatabase,
  type TestNats,
} from '@drydock/local-servers/testing';
import { Broker } from '@drydock/messaging';
import { readEnvironment, seal, serviceVariables, Tokens, type RunningService } from '@drydock/service';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { addressOf, startActionService } from './index.js';

const facts: PortFacts = {
  switch: 's',
  port: 'p',
  adminUp: true,
  operUp: true,
  speedMbps: null,
  mtu: null,
  mode: 'access',
  untaggedVlan: 10,
  taggedVlans: [],
  pvid: 10,
  stpEdge: null,
  lag: null,
  lldpNeighbour: null,
  macs: null,
};

const fake: Driver<'network'> = {
  service: 'network',
  type: 'fake',
  description: 'acts as told',
  settings: fakeSettings,
  traits: {},
  noops: {},
  actions: {
    InterrogatePort: (command, context) => actAsTold(command, context, { ...facts, wiring: 'unknown' }),
    ConfigurePortProvisioning: (command, context) =>
      actAsTold(command, context, { changed: true, before: facts, after: facts }),
    ConfigurePortProduction: (command, context) =>
      actAsTold(command, context, { changed: true, before: facts, after: facts }),
  },
  reach: async () => undefined,
  probe: async () => ({ facts: {}, documents: [] }),
};

let database: TestDatabase;
let nats: TestNats;
let directory: string;
let service: RunningService;
let broker: Broker;
let token: string;

const start = async () =>
  startActionService({
    definition: { service: 'network', drivers: registry(fake), keyOf: addressOf, lanes: 1 },
    version: 'test',
    environment: readEnvironment(serviceVariables(await freePortBlock()), {
      DATABASE_URL: database.url,
      NATS_URL: nats.url,
      DRYDOCK_TOKEN_KEY_FILE: join(directory, 'token.key'),
      DRYDOCK_SEAL_KEY_FILE: join(directory, 'seal.key'),
      DRYDOCK_LOG_LEVEL: 'silent',
    }),
  });

beforeAll(async () => {
  [database, nats, directory] = await Promise.all([
    createTestDatabase(),
    startTestNats(),
    mkdtemp(join(tmpdir(), 'drydock-')),
  ]);
  service = await start();
  const { tokens } = await Tokens.open(join(directory, 'token.key'));
  token = await tokens.issue({ name: 'test', role: 'operator' }, 1);
  broker = await Broker.connect({ url: nats.url, name: 'test' });
});

afterAll(async () => {
  await broker.drain();
  await service.stop();
  await nats.stop();
  await database.drop();
  await rm(directory, { recursive: true });
});

const call = async (method: string, path: string, body?: unknown) => {
  const response = await fetch(`${service.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', prefer: 'wait=20' },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const answered: unknown = await response.json();
  return { status: response.status, body: answered, headers: response.headers };
};

const interrogate = (options: object = {}, address = `switch-${randomUUID()}`) => ({
  id: randomUUID(),
  action: 'InterrogatePort',
  node: 'node01',
  target: { type: 'fake', address, options },
  parameters: { port: 'Ethernet1' },
});

const ended = (id: string) => call('GET', `/api/v1/actions/${id}`);

const command = (request: Readonly<Record<string, unknown>> & { readonly action: string }) =>
  broker.client.publish(`drydock.network.command.${request.action}`, JSON.stringify(request));

const nextResult = async (id: string): Promise<ActionRecord> => {
  const results = broker.connection.subscribe(subjects.resultsOf('network'));
  const timer = setTimeout(() => results.unsubscribe(), 15_000);
  try {
    for await (const message of results) {
      const record = message.json<ActionRecord>();
      if (record.id === id) return record;
    }
  } finally {
    clearTimeout(timer);
    results.unsubscribe();
  }
  throw new Error(`no result of ${id} within 15 s`);
};

describe('a request over REST', () => {
  it('that nobody could keep is a mistake of the asker, not of the service', async () => {
    for (const node of ['nul\0', 'half \ud800', 'n'.repeat(5_000)]) {
      const { status, body } = await call('POST', '/api/v1/actions', { ...interrogate(), node });
      expect(status).toBe(400);
      expect(body).toMatchObject({ errors: [{ path: 'node' }] });
    }
    expect(await call('GET', '/api/v1/actions?node=%00')).toMatchObject({ status: 400 });
    expect(await call('GET', '/api/v1/actions?node=a&node=b')).toMatchObject({ status: 400 });
  });

  it('never starts when its deadline has passed, and says so', async () => {
    const request = { ...interrogate(), deadline: new Date(Date.now() - 60_000).toISOString() };
    await call('POST', '/api/v1/actions', request);
    expect(await ended(request.id)).toMatchObject({
      body: { state: 'failed', attempts: 0, startedAt: null, failure: { kind: 'timed-out' } },
    });
  });

  it('calls its driver once each, however many end at the same moment', async () => {
    const requests = Array.from({ length: 60 }, (_, place) => interrogate({ delayMs: place % 7 }));
    await Promise.all(requests.map((request) => call('POST', '/api/v1/actions', request)));
    const records = await Promise.all(requests.map(({ id }) => ended(id)));
    expect(records.map(({ body }) => body)).toEqual(
      requests.map(() => expect.objectContaining({ state: 'succeeded', attempts: 1 })),
    );
  });

  it('is not cancelled for a reason that is no text', async () => {
    const request = interrogate({ delayMs: 200 });
    await call('POST', '/api/v1/actions', request);
    expect(await call('POST', `/api/v1/actions/${request.id}/cancel`, { reason: 5 })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'reason' }] },
    });
    expect(await ended(request.id)).toMatchObject({ body: { state: 'succeeded' } });
  });

  it('says how to come in when a token is missing', async () => {
    const response = await fetch(`${service.url}/api/v1/actions`);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
  });

  it('refuses a probe with a field that it does not know', async () => {
    const { status, body } = await call('POST', '/api/v1/probe', { target: { type: 'fake', address: 'a' }, x: 1 });
    expect({ status, body }).toMatchObject({ status: 400, body: { errors: [{ path: 'x' }] } });
  });
});

describe('a command over NATS', () => {
  it('opens a credential that is bound to the port of the target as well', async () => {
    const { body } = await call('GET', '/api/v1/keys');
    const [key] = keysOf(body);
    for (const [address, outcome] of [
      ['ported-switch:1161', { state: 'succeeded' }],
      ['ported-switch', { state: 'succeeded' }],
      ['ported-switch:1162', { state: 'failed', failure: { kind: 'rejected' } }],
    ] as const) {
      const request = interrogate({}, 'ported-switch');
      const credential = await seal(key ?? {}, { community: 'for-you' }, address);
      const result = nextResult(request.id);
      await command({ ...request, target: { ...request.target, port: 1161, credential } });
      expect(await result).toMatchObject(outcome);
    }
  });

  it('that could not be kept is refused, and stands in nobody’s way', async () => {
    const deep: unknown = JSON.parse(`${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)}`);
    for (const wrong of [
      { node: 'nul\0' },
      { node: 'half \ud800' },
      { node: 'n'.repeat(5_000) },
      { parameters: deep },
      { deadline: '2026-W47' },
      { target: { type: 'fake', address: 'http://[x' } },
      { later: 'x'.repeat(512 * 1024) },
    ]) {
      const request = { ...interrogate(), ...wrong };
      const refused = nextResult(request.id);
      await command(request);
      expect(await refused).toMatchObject({ state: 'failed', failure: { kind: 'rejected' } });
    }
    await broker.client.publish('drydock.network.command.InterrogatePort', '\0\ufffe');
    const next = interrogate();
    const result = nextResult(next.id);
    await command(next);
    expect(await result).toMatchObject({ state: 'succeeded' });
    const stream = await broker.manager.streams.info('DRYDOCK_COMMANDS');
    expect(stream.state.messages).toBe(0);
  });
});

describe('a dead letter that was no JSON', () => {
  it('cannot be sent again, and that is no failure of the service', async () => {
    await broker.client.publish('drydock.network.command.InterrogatePort', 'never JSON');
    const letters = async () => JSON.stringify((await call('GET', '/api/v1/dead-letters')).body);
    await vi.waitFor(async () => expect(await letters()).toContain('never JSON'), 5_000);
    const [, id] = /"id":"([0-9a-f-]+)"/.exec(await letters()) ?? [];
    expect(await call('POST', `/api/v1/dead-letters/${String(id)}/retry`)).toMatchObject({ status: 409 });
  });
});

describe('whether a target can be reached, asked over NATS', () => {
  const ask = async (query: unknown): Promise<unknown> => {
    const reply = await broker.connection.request(subjects.reach('network'), JSON.stringify(query), {
      timeout: 10_000,
    });
    return reply.json();
  };

  it('is answered, fields of a newer asker included', async () => {
    const query = { target: { type: 'fake', address: 'a', later: 1 }, more: true };
    expect(await ask(query)).toEqual({ reachable: true, failure: null });
  });

  it.each([null, {}, { target: 5 }, { target: { type: 'telepathy', address: 'a' } }])(
    'is answered in the same shape when the question is %j',
    async (query) => {
      expect(await ask(query)).toMatchObject({ reachable: false, failure: { kind: 'rejected' } });
    },
  );
});

function keysOf(body: unknown): Record<string, unknown>[] {
  const keys: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'keys') : undefined;
  return Array.isArray(keys) ? keys : [];
}
