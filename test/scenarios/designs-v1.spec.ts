import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, startDrydock, type Drydock } from './drydock.js';
import { fakeSite } from './fake-site.js';

let drydock: Drydock;
let server: Server;
let origin: string;
const post = (path: string, body: unknown) => drydock.call('orchestrator', { method: 'POST', path, body });
const validate = (body: unknown) => post('/api/v1.0/validatedesign', body);

/** Three racks with a node each, as in the examples of Drydock's own tests of filters. */
const racked: readonly (readonly [was: string, name: string, rack: string, foo: string])[] = [
  ['node01', 'controller01', 'rack1', 'bar'],
  ['node02', 'compute01', 'rack2', 'bar'],
  ['node03', 'compute02', 'rack3', 'baz'],
];
const site: object[] = fakeSite(3).map((document) => {
  const text = JSON.stringify(document);
  const [was, name, rack, foo] = racked.find(([node]) => text.includes(`"name":"${node}"`)) ?? [];
  if (was === undefined) return document;
  return JSON.parse(
    text
      .replace(`"name":"${was}"`, `"name":"${name}"`)
      .replace('"rack":"rack"', `"rack":"${rack}","owner_data":{"foo":"${foo}"}`)
      .replace(/"tags":\[[^\]]*\]/, '"tags":["test"]'),
  );
});
const served: Readonly<Record<string, string>> = {
  '/site': JSON.stringify(site),
  '/unsound': JSON.stringify(site).replace('"mtu":1500', '"mtu":100'),
  '/page': '<html><body>Please log in</body></html>',
  '/broken': 'schema: [unclosed',
};

beforeAll(async () => {
  server = createServer((request, response) => {
    const content = served[request.url ?? ''];
    response.writeHead(content === undefined ? 404 : 200).end(content ?? 'an error page');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  drydock = await startDrydock(['orchestrator']);
});
afterAll(async () => {
  await drydock.stop();
  server.closeAllConnections();
  server.close();
});

const error = (message: RegExp) => ({
  status: 400,
  body: { type: 'error', message: expect.stringMatching(message), retry: false },
});

describe('validatedesign', () => {
  it('answers 200 for a valid design, asked as Shipyard asks', async () => {
    const href = `deckhand+${origin}/site`;
    const { status, body } = await validate({ rel: 'design', href, type: 'application/x-yaml' });
    expect({ status, body }).toMatchObject({
      status: 200,
      body: {
        kind: 'Status',
        apiVersion: 'v1.0',
        metadata: {},
        status: 'Success',
        details: { errorCount: 0 },
        code: 200,
      },
    });
    expect((await drydock.call('orchestrator', { method: 'GET', path: '/api/v2/designs' })).body['items']).toEqual([]);
  });

  it("answers 400 for one with errors, each by Drydock's name of the rule, at its document", async () => {
    const { status, body } = await validate({ href: `${origin}/unsound` });
    expect({ status, body }).toMatchObject({
      status: 400,
      body: { kind: 'Status', status: 'Failure', reason: 'See detail messages.', code: 400 },
    });
    const details: { errorCount: number; messageList: { error: boolean }[] } = JSON.parse(
      JSON.stringify(body['details']),
    );
    const errors = details.messageList.filter((message) => message.error);
    expect(details.errorCount).toBe(errors.length);
    expect(errors).toContainEqual({
      kind: 'ValidationMessage',
      name: 'DD2003',
      message: expect.any(String),
      error: true,
      level: 'Error',
      diagnostic: expect.stringContaining('/data/mtu'),
      ts: expect.any(String),
      documents: [{ schema: 'drydock/Network/v1', name: 'oob' }],
    });
  });

  it.each(['/page', '/broken'])('answers 400 with what is wrong for what is no design: %s', async (path) => {
    const messageList: unknown = expect.arrayContaining([
      expect.objectContaining({ name: 'DD000', error: true, documents: [] }),
    ]);
    expect(await validate({ href: `${origin}${path}` })).toMatchObject({
      status: 400,
      body: { kind: 'Status', status: 'Failure', details: { errorCount: 2, messageList }, code: 400 },
    });
  });

  it.each<[string, unknown, RegExp]>([
    ['no body', undefined, /href|object/],
    ['no href', {}, /Missing input required value: href/],
    ['no text as href', { href: 5 }, /href must be a text/],
    ['a list', [], /object/],
    ['no JSON', '{"href":', /body/],
    ['a scheme that is not there', { href: 'ftp://example.org/site' }, /ftp/],
    ['a design that nobody has', { href: 'design:00000000-0000-4000-8000-000000000000' }, /there is no design/],
  ])('refuses %s in the shape of errors', async (_what, body, message) => {
    expect(await validate(body)).toMatchObject(error(message));
  });

  it('refuses what cannot be fetched', async () => {
    expect(await validate({ href: `${origin}/nowhere` })).toMatchObject(error(/answered 404/));
    expect(await validate({ href: 'http://127.0.0.1:1/site' })).toMatchObject(error(/cannot be fetched/));
    expect(await validate({ href: 'file:///etc/passwd' })).toMatchObject(error(/not a file or directory below/));
  });
});

const everyone = ['controller01', 'compute01', 'compute02'];
const set = (filter_set_type: string, ...filter_set: object[]) => ({ filter_set_type, filter_set });
const all = (criteria: object) => ({ filter_type: 'intersection', ...criteria });
const any = (criteria: object) => ({ filter_type: 'union', ...criteria });

describe('nodefilter', () => {
  const select = (node_filter: unknown) => post('/api/v1.0/nodefilter', { design_ref: `${origin}/site`, node_filter });

  it.each<[string, unknown, string[]]>([
    ['no filter', undefined, everyone],
    ['null', null, everyone],
    [
      'names and racks',
      set('intersection', all({ node_names: ['compute01', 'compute02'], rack_names: ['rack2'] })),
      ['compute01'],
    ],
    [
      'names or racks',
      set('intersection', any({ node_names: ['compute01'], rack_names: ['rack3'] })),
      ['compute01', 'compute02'],
    ],
    [
      'one or the other',
      set('union', all({ node_names: ['compute01'] }), all({ rack_names: ['rack1'] })),
      ['compute01', 'controller01'],
    ],
    [
      'one and the other',
      set('intersection', all({ node_names: ['compute01', 'controller01'] }), all({ rack_names: ['rack1'] })),
      ['controller01'],
    ],
    ['any of the tags', set('intersection', all({ node_tags: ['test', 'nope'] })), everyone],
    ['a label', set('intersection', all({ node_labels: { foo: 'bar' } })), ['controller01', 'compute01']],
    ['no criteria', set('union', any({})), []],
    ['a name that nobody has', set('union', any({ node_names: ['nobody'] })), []],
    ['no filters at all, which made Drydock answer 500', set('intersection'), []],
  ])('selects by %s', async (_what, filter, names) => {
    const { status, body } = await select(filter);
    expect(status, JSON.stringify(body)).toBe(200);
    expect(Array.isArray(body['items']) && body['items'].toSorted()).toEqual(names.toSorted());
  });

  it.each<[string, unknown, RegExp]>([
    ['a text', 'compute01', /node_filter: must be an object/],
    ['an unknown combination', set('some', any({})), /node_filter.filter_set_type/],
    ['a typo', set('union', any({ node_name: ['a'] })), /node_filter.filter_set.0.node_name: is not a known field/],
    ['names that are none', set('union', any({ node_names: 'a' })), /node_filter.filter_set.0.node_names/],
  ])('refuses %s and names what is wrong', async (_what, filter, message) => {
    expect(await select(filter)).toMatchObject(error(message));
  });

  it('refuses a request without a design, and a design with errors, saying which', async () => {
    const nodefilter = '/api/v1.0/nodefilter';
    expect(await post(nodefilter, {})).toMatchObject(error(/Missing input required value: design_ref/));
    expect(await post(nodefilter, { design_ref: `${origin}/unsound` })).toMatchObject(error(/DD0104/));
    expect(await post(nodefilter, { design_ref: `${origin}/nowhere` })).toMatchObject(error(/answered 404/));
  });
});

describe('a task validate_design', () => {
  const order = (path: string) =>
    post('/api/v1.0/tasks', { action: 'validate_design', design_ref: `deckhand+${origin}${path}` });

  it('of a valid design ends well, as Shipyard waits for it, in both APIs', async () => {
    const { status, body } = await order('/site');
    expect(status, JSON.stringify(body)).toBe(201);
    const id = String(body['task_id']);
    await eventually(async () => {
      const task = await drydock.call('orchestrator', { method: 'GET', path: `/api/v1.0/tasks/${id}` });
      expect(task.body).toMatchObject({
        action: 'validate_design',
        status: 'complete',
        result: { status: 'success', failures: [], details: { errorCount: 0 } },
      });
    });
    expect(await drydock.call('orchestrator', { method: 'GET', path: `/api/v2/tasks/${id}` })).toMatchObject({
      body: { kind: 'validate_design', state: 'ended', outcome: 'success' },
    });
  });

  it('of a design with errors is refused with them, and no task is made', async () => {
    expect(await order('/unsound')).toMatchObject(error(/has \d+ errors: DD0104/));
    const inV2 = await post('/api/v2/tasks', { kind: 'validate_design', design: `${origin}/unsound` });
    expect(inV2).toMatchObject({ status: 400, body: { errors: [{ message: expect.stringMatching(/^DD/) }] } });
    const { body } = await drydock.call('orchestrator', { method: 'GET', path: '/api/v2/tasks' });
    expect(body['items']).toMatchObject([{ kind: 'validate_design', outcome: 'success' }]);
  });
});
