import { subjects } from '@drydock/contracts';
import { seal } from '@drydock/service';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { interrogate, ServiceStand } from './testing/service-stand.js';

const stand = new ServiceStand();
const { call, command, ended, nextResult } = stand;
beforeAll(() => stand.start());
afterAll(() => stand.stop());

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
    const response = await fetch(`${stand.service.url}/api/v1/actions`);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
  });

  it('refuses a probe with a field that it does not know', async () => {
    const { status, body } = await call('POST', '/api/v1/probe', { target: { type: 'fake', address: 'a' }, x: 1 });
    expect({ status, body }).toMatchObject({ status: 400, body: { errors: [{ path: 'x' }] } });
  });
});

describe('a command over NATS', () => {
  it('opens a credential only where it is bound to the port of the target as well', async () => {
    const { body } = await call('GET', '/api/v1/keys');
    const [key] = keysOf(body);
    for (const [address, outcome] of [
      ['ported-switch:1161', { state: 'succeeded' }],
      ['ported-switch', { state: 'failed', failure: { kind: 'rejected' } }],
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
    await stand.broker.client.publish('drydock.network.command.InterrogatePort', '\0\ufffe');
    const next = interrogate();
    const result = nextResult(next.id);
    await command(next);
    expect(await result).toMatchObject({ state: 'succeeded' });
    const stream = await stand.broker.manager.streams.info('DRYDOCK_COMMANDS');
    expect(stream.state.messages).toBe(0);
  });
});

describe('a dead letter that was no JSON', () => {
  it('cannot be sent again, and that is no failure of the service', async () => {
    await stand.broker.client.publish('drydock.network.command.InterrogatePort', 'never JSON');
    const letters = async () => JSON.stringify((await call('GET', '/api/v1/dead-letters')).body);
    await vi.waitFor(async () => expect(await letters()).toContain('not JSON: 10 bytes'), 5_000);
    const [, id] = /"id":"([0-9a-f-]+)"/.exec(await letters()) ?? [];
    expect(await call('POST', `/api/v1/dead-letters/${String(id)}/retry`)).toMatchObject({ status: 409 });
  });
});

describe('whether a target can be reached, asked over NATS', () => {
  const ask = async (query: unknown): Promise<unknown> => {
    const reply = await stand.broker.connection.request(subjects.reach('network'), JSON.stringify(query), {
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
