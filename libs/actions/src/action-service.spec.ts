import { seal } from '@drydock/service';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { interrogate, ServiceStand } from './testing/service-stand.js';

const stand = new ServiceStand();
const { call, command, ended, nextResult, seen } = stand;
beforeAll(() => stand.start());
afterAll(() => stand.stop());

describe('an action asked for over REST', () => {
  it('is accepted, carried out, and answered with its result', async () => {
    const request = interrogate();
    const accepted = await call('POST', '/api/v1/actions', request);
    expect(accepted).toMatchObject({ status: 202, body: { id: request.id, service: 'network', driver: 'fake' } });
    expect(accepted.headers.get('location')).toBe(`/api/v1/actions/${request.id}`);
    expect(await ended(request.id)).toMatchObject({
      status: 200,
      body: { state: 'succeeded', attempts: 1, result: { wiring: 'unknown' }, failure: null, noop: null },
    });
  });

  it('is the same action when it is asked for again with its id, and another one is refused', async () => {
    const request = interrogate();
    await call('POST', '/api/v1/actions', request);
    expect(await call('POST', '/api/v1/actions', request)).toMatchObject({ status: 200, body: { id: request.id } });
    const other = { ...request, parameters: { port: 'Ethernet2' } };
    expect(await call('POST', '/api/v1/actions', other)).toMatchObject({ status: 409, body: { title: 'Conflict' } });
  });

  it('is refused with the path of every mistake', async () => {
    const request = { ...interrogate({ delayMs: 'soon' }), parameters: {}, colour: 'red' };
    const { status, body, headers } = await call('POST', '/api/v1/actions', request);
    expect(status).toBe(400);
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(body).toMatchObject({
      errors: expect.arrayContaining([
        expect.objectContaining({ path: 'colour' }),
        expect.objectContaining({ path: 'parameters.port' }),
        expect.objectContaining({ path: 'target.options.delayMs' }),
      ]),
    });
  });

  it.each([
    ['an unknown driver', { target: { type: 'telepathy', address: 'a' } }, 'target.type'],
    ['an unknown action', { action: 'PowerOnNode' }, 'action'],
    [
      'an option that the driver does not have',
      { target: { type: 'fake', address: 'a', options: { speed: 1 } } },
      'target.options',
    ],
  ])('with %s is refused with the path', async (_what, wrong, path) => {
    const { status, body } = await call('POST', '/api/v1/actions', { ...interrogate(), ...wrong });
    expect(status).toBe(400);
    expect(body).toMatchObject({ errors: [{ path }] });
  });

  it('is refused when its body is not JSON or too large', async () => {
    expect(await call('POST', '/api/v1/actions', '{"action":')).toMatchObject({
      status: 400,
      body: { errors: [{ path: '', message: expect.stringContaining('not JSON') }] },
    });
    expect(await call('POST', '/api/v1/actions', JSON.stringify({ x: 'y'.repeat(600_000) }))).toMatchObject({
      status: 413,
    });
  });

  it('is tried again after failures that pass', async () => {
    const request = interrogate({ failKind: 'busy', failTimes: 2 });
    await call('POST', '/api/v1/actions', request);
    expect((await ended(request.id)).body).toMatchObject({ state: 'succeeded', attempts: 3 });
  });

  it('ends at once after a failure that does not', async () => {
    const request = interrogate({ failKind: 'unauthorized' });
    await call('POST', '/api/v1/actions', request);
    expect((await ended(request.id)).body).toMatchObject({
      state: 'failed',
      attempts: 1,
      failure: { kind: 'unauthorized', leftRunning: false, advice: expect.any(String) },
    });
  });

  it('ends as timed out when its time is up, with what was seen last', async () => {
    const request = { ...interrogate({ failKind: 'unreachable' }), timeoutSeconds: 1 };
    await call('POST', '/api/v1/actions', request);
    expect((await ended(request.id)).body).toMatchObject({
      state: 'failed',
      failure: { kind: 'timed-out', message: expect.stringContaining('unreachable') },
    });
  });

  it('can be cancelled while it hangs', async () => {
    const request = interrogate({ hang: true });
    await call('POST', '/api/v1/actions', request);
    expect(await call('POST', `/api/v1/actions/${request.id}/cancel`, { reason: 'changed my mind' })).toMatchObject({
      status: 202,
    });
    expect((await ended(request.id)).body).toMatchObject({ state: 'cancelled', result: null, failure: null });
    expect(await call('POST', `/api/v1/actions/${request.id}/cancel`)).toMatchObject({ status: 409 });
  });

  it('waits for its turn at a target that another one holds', async () => {
    const first = interrogate({ delayMs: 400 }, 'one-switch');
    const second = interrogate({}, 'one-switch');
    await call('POST', '/api/v1/actions', first);
    await call('POST', '/api/v1/actions', second);
    const [one, two] = [(await ended(first.id)).body, (await ended(second.id)).body];
    expect(Date.parse(field(two, 'startedAt'))).toBeGreaterThanOrEqual(Date.parse(field(one, 'finishedAt')));
  });

  it('keeps its credential sealed in the database and out of every answer, and in plain for the driver alone', async () => {
    const request = interrogate();
    const secret = { community: `plain-${randomUUID()}` };
    await call('POST', '/api/v1/actions', { ...request, target: { ...request.target, credential: secret } });
    const answer = JSON.stringify((await ended(request.id)).body);
    expect(seen).toContainEqual(secret);
    expect(answer).not.toContain(secret.community);
    expect(await rowsWith(secret.community)).toBe(0);
    expect(await rowsWith(request.id)).toBeGreaterThan(0);
  });
});

describe('an action asked for over NATS', () => {
  it('is answered with exactly one result', async () => {
    const request = interrogate();
    const result = nextResult(request.id);
    await command(request);
    expect(await result).toMatchObject({ id: request.id, state: 'succeeded', service: 'network', node: 'node01' });
  });

  it('is answered from its row when the command comes again', async () => {
    const request = interrogate();
    const first = nextResult(request.id);
    await command(request);
    const { revision } = await first;
    const second = nextResult(request.id);
    await command(request);
    expect(await second).toMatchObject({ state: 'succeeded', revision, attempts: 1 });
  });

  it('opens a credential that was sealed for this service and this address, and no other', async () => {
    const { body } = await call('GET', '/api/v1/keys');
    const [key] = keysOf(body);
    const request = interrogate({}, 'sealed-switch');
    const credential = await seal(key ?? {}, { community: 'for-you' }, 'sealed-switch');
    const good = nextResult(request.id);
    await command({ ...request, target: { ...request.target, credential } });
    expect(await good).toMatchObject({ state: 'succeeded' });
    expect(seen).toContainEqual({ community: 'for-you' });

    const elsewhere = interrogate({}, 'another-switch');
    const refused = nextResult(elsewhere.id);
    await command({ ...elsewhere, target: { ...elsewhere.target, credential } });
    expect(await refused).toMatchObject({ state: 'failed', failure: { kind: 'rejected' } });
  });

  it('with a plain credential is refused, and kept as a dead letter without the secret', async () => {
    const request = interrogate();
    const refused = nextResult(request.id);
    await command({ ...request, target: { ...request.target, credential: { community: 'in-the-clear' } } });
    expect(await refused).toMatchObject({
      state: 'failed',
      failure: { kind: 'rejected', message: expect.stringContaining('sealed') },
    });
    const letters = JSON.stringify((await call('GET', '/api/v1/dead-letters')).body);
    expect(letters).toContain(request.id);
    expect(letters).not.toContain('in-the-clear');
  });

  it('is put aside when it cannot be read, and the next one is carried out', async () => {
    await stand.broker.client.publish('drydock.network.command.InterrogatePort', 'not json, calvin');
    const request = interrogate();
    const result = nextResult(request.id);
    await command(request);
    expect(await result).toMatchObject({ state: 'succeeded' });
    const letters = JSON.stringify((await call('GET', '/api/v1/dead-letters')).body);
    expect(letters).toContain('not JSON: 16 bytes');
    expect(letters).not.toContain('calvin');
  });
});

describe('a service', () => {
  it('answers nothing of the site without a token', async () => {
    for (const path of ['/api/v1/actions', '/api/v1/drivers', '/api/docs', '/api/openapi.json', '/nowhere']) {
      expect((await fetch(`${stand.service.url}${path}`)).status).not.toBe(200);
    }
    for (const path of ['/healthz', '/readyz', '/metrics']) {
      expect((await fetch(`${stand.service.url}${path}`)).status, path).toBe(200);
    }
  });

  it('describes its API as OpenAPI 3.1, every action with its parameters', async () => {
    const { body } = await call('GET', '/api/openapi.json');
    expect(body).toMatchObject({
      openapi: '3.1.0',
      paths: {
        '/api/v1/actions': {
          post: { requestBody: { content: { 'application/json': { schema: { oneOf: expect.any(Array) } } } } },
        },
        '/api/v1/probe': {
          post: {
            requestBody: {
              content: {
                'application/json': {
                  schema: { properties: { target: { $ref: '#/components/schemas/NetworkTarget' } } },
                },
              },
            },
            responses: {
              200: { content: { 'application/json': { schema: { properties: { remarks: { type: 'array' } } } } } },
            },
          },
        },
      },
      components: {
        schemas: {
          InterrogatePortRequest: {
            properties: { parameters: { $ref: '#/components/schemas/InterrogatePortParameters' } },
          },
          InterrogatePortParameters: { required: ['port'] },
        },
      },
    });
  });

  it('says what its drivers need', async () => {
    expect((await call('GET', '/api/v1/drivers')).body).toMatchObject([{ type: 'fake', settings: { type: 'object' } }]);
  });

  it('goes on with what it had accepted when it is started again', async () => {
    const request = interrogate({ delayMs: 1_500 });
    await call('POST', '/api/v1/actions', request);
    await stand.restartService();
    expect((await ended(request.id)).body).toMatchObject({ state: 'succeeded' });
  });
});

/** In how many rows of whichever table a text occurs. */
async function rowsWith(text: string): Promise<number> {
  const client = new pg.Client({ connectionString: stand.database.url });
  await client.connect();
  const { rows: tables } = await client.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public'`,
  );
  let found = 0;
  for (const { name } of tables) {
    const { rowCount } = await client.query(`select from "${name}" t where t::text like $1`, [`%${text}%`]);
    found += rowCount ?? 0;
  }
  await client.end();
  return found;
}

function field(record: unknown, name: string): string {
  const value: unknown = typeof record === 'object' && record !== null ? Reflect.get(record, name) : undefined;
  if (typeof value !== 'string') throw new Error(`${name} is missing in ${JSON.stringify(record)}`);
  return value;
}

function keysOf(body: unknown): Record<string, unknown>[] {
  const keys: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'keys') : undefined;
  return Array.isArray(keys) ? keys : [];
}
