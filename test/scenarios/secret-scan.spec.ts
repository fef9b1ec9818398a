import { actionServices, subjects } from '@drydock/contracts';
import { Broker } from '@drydock/messaging';
import { Log } from '@drydock/service';
import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { eventually, serviceNames, startDrydock, type Drydock, type ServiceName } from './drydock.js';
import { fakeSite } from './fake-site.js';
import { KeptLogs } from './kept-logs.js';
import { SecretSearch } from './secret-search.js';

/** In every secret of this scenario, and nowhere else. As short as the piece that a parser quotes, and no hex. */
const mark = Array.from(randomBytes(8), (byte) => 'ghjkmnpqrstvwxyz'[byte % 16]).join('');
/** Beside it what JSON and URLs write in another way. */
const secret = (name: string): string => `${name}"\\/% é ${mark} <&${name}`;
const search = new SecretSearch(mark);

let drydock: Drydock;
let bmc: Server;
let bmcUrl: string;
const answers: string[] = [];
let logs: KeptLogs;

beforeAll(async () => {
  logs = new KeptLogs();
  bmc = createServer((request, response) => {
    response.writeHead(401, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: { message: `no such account on ${request.url ?? ''}` } }));
  }).listen(0, '127.0.0.1');
  await vi.waitFor(() => expect(bmc.listening).toBe(true));
  const address = bmc.address();
  bmcUrl = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  drydock = await startDrydock(serviceNames, { DRYDOCK_LOG_LEVEL: 'trace' });
});
afterAll(async () => {
  await drydock.stop();
  bmc.close();
  logs.putBack();
});

interface Asked {
  readonly method?: string;
  readonly path: string;
  readonly body?: unknown;
  readonly contentType?: string;
}

/** Asks, and keeps the whole answer for the scan. */
async function ask(service: ServiceName, { method = 'GET', path, body, contentType = 'application/json' }: Asked) {
  const response = await fetch(`${drydock.urls[service]}${path}`, {
    method,
    headers: { authorization: `Bearer ${drydock.token}`, 'content-type': contentType, prefer: 'wait=20' },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  answers.push(`${JSON.stringify([...response.headers])}\n${text}`);
  return { status: response.status, text };
}

const post = (service: ServiceName, path: string, body: unknown) => ask(service, { method: 'POST', path, body });

const field = (text: string, name: string): string => String(Object(JSON.parse(text))[name]);

const fakeTarget = { type: 'fake', address: 'http://fake' };
const deployment = {
  deploymentId: randomUUID(),
  digest: 'd',
  hostname: 'node01',
  authorizedKeys: [],
  bootData: { url: 'http://boot/data', key: secret('boot data key') },
  userData: secret('user data'),
};

/** Requests over REST that have a secret at each place for one, of fakes and of real drivers that fail. */
const requests: readonly [service: ServiceName, request: object][] = [
  ...actionServices.map((service): [ServiceName, object] => [
    service,
    {
      action: { oob: 'PowerOnNode', node: 'InterrogateNode', network: 'InterrogatePort' }[service],
      target: { ...fakeTarget, credential: { username: 'root', password: secret(`${service} password`) } },
      ...(service === 'network' && { parameters: { port: 'Ethernet1' } }),
    },
  ]),
  [
    'oob',
    {
      action: 'PowerOnNode',
      target: { type: 'redfish', address: '', credential: { username: 'root', password: secret('wrong password') } },
    },
  ],
  [
    'oob',
    {
      action: 'PowerOffNode',
      target: {
        ...fakeTarget,
        credential: { username: 'a', password: secret('x') },
        options: { failKind: 'internal' },
      },
    },
  ],
  [
    'node',
    { action: 'DeployNode', target: { ...fakeTarget, credential: { token: secret('token') } }, parameters: deployment },
  ],
  [
    'node',
    {
      action: 'IdentifyNode',
      target: { ...fakeTarget, credential: { apiKey: secret('api key') } },
      parameters: {
        hostname: 'node01',
        bootMac: '52:54:00:00:00:01',
        bmc: { type: 'redfish', address: 'https://bmc', credential: { username: 'a', password: secret('enrolled') } },
      },
    },
  ],
  [
    'node',
    {
      action: 'InterrogateNode',
      timeoutSeconds: 2,
      target: { type: 'builtin', address: 'http://127.0.0.1:9', credential: { token: `token-${mark}` } },
    },
  ],
  [
    'network',
    {
      action: 'InterrogatePort',
      timeoutSeconds: 2,
      target: { type: 'snmp', address: '127.0.0.1', port: 9, credential: { community: secret('community') } },
      parameters: { port: 'Ethernet1' },
    },
  ],
];

/** Bodies that are wrong, with a secret where it does not belong or where the parser stumbles. */
const wrongBodies: readonly string[] = [
  `{"target":{"credential":{"password":${mark}}}}`,
  `{"target":{"credential":{"password":"${mark}`,
  `${mark}`,
  JSON.stringify({ action: 'InterrogateOob', target: { ...fakeTarget, credential: secret('a text') } }),
  JSON.stringify({ action: 'InterrogateOob', target: { ...fakeTarget, credential: { password: secret('no user') } } }),
  JSON.stringify({ action: 'InterrogateOob', target: { ...fakeTarget, password: secret('elsewhere') } }),
  JSON.stringify({ action: 'InterrogateOob', target: { type: 'fake', address: `https://root:${mark}@bmc` } }),
  JSON.stringify({ action: 'InterrogateOob', target: { type: 'fake', address: `root:${mark}@bmc` } }),
  JSON.stringify({ action: 'DeployNode', target: fakeTarget, parameters: { userData: [secret('a list')] } }),
  JSON.stringify({ target: { credential: { sealed: mark } } }),
];

const site = fakeSite(3, { node02: { failKind: 'unauthorized' } }, { credential: secret('of the site') });

/** Designs that are not taken, as a body and its media type. */
const wrongDesigns: readonly [body: string, contentType: string][] = [
  [
    JSON.stringify(site).replace('"http://bootstrapper.fake"', `"http://root:${mark}@bootstrapper.fake"`),
    'application/json',
  ],
  [JSON.stringify(fakeSite(1, { node01: { password: secret('option') } })), 'application/json'],
  [`[{"data": {"credential": ${mark}`, 'application/json'],
  ...['*', '|', '"', '[', '@', '!<'].map((sign): [string, string] => [
    `a:\n  password: ${sign}${mark}`,
    'application/yaml',
  ]),
  [`a: b: ${mark}`, 'application/yaml'],
  [mark, 'application/x-tar'],
];

const references = (): string[] => [
  `http://root:${mark}@127.0.0.1:9/design`,
  `deckhand+http://${mark}@127.0.0.1:9/design`,
  `ftp://root:${mark}@host/design`,
];

async function askForActions(): Promise<void> {
  for (const [service, request] of requests) {
    const { text, status } = await post(service, '/api/v1/actions', withBmc({ node: 'node01', ...request }));
    expect(status, text).toBe(202);
    const path = `/api/v1/actions/${field(text, 'id')}`;
    await eventually(async () => {
      const record = await ask(service, { path });
      expect(field(record.text, 'state')).toMatch(/succeeded|failed/);
    });
    await post(service, '/api/v1/probe', { target: Object(withBmc(request)).target });
    await post(service, '/api/v1/actions', { ...withBmc({ node: 'node01', ...request }), id: field(text, 'id') });
  }
}

const withBmc = (request: object): object =>
  JSON.parse(JSON.stringify(request).replace('"address":""', `"address":${JSON.stringify(bmcUrl)}`));

async function askWrongly(): Promise<void> {
  for (const service of actionServices) {
    for (const body of wrongBodies) {
      for (const path of ['/api/v1/actions', '/api/v1/probe', `/api/v1/actions/${randomUUID()}/cancel`]) {
        expect((await post(service, path, body)).status).toBeGreaterThanOrEqual(400);
      }
    }
  }
  for (const [body, contentType] of wrongDesigns) {
    const { status } = await ask('orchestrator', { method: 'POST', path: '/api/v2/designs', body, contentType });
    expect(status).toBeGreaterThanOrEqual(400);
  }
  for (const design of references()) {
    for (const path of ['/api/v2/tasks', '/api/v2/plan'])
      await post('orchestrator', path, { kind: 'verify_site', design });
    await post('orchestrator', '/api/v1.0/tasks', { action: 'verify_site', design_ref: design });
    await post('orchestrator', '/api/v1.0/nodefilter', { design_ref: design });
    await post('orchestrator', '/api/v1.0/validatedesign', { href: design });
  }
  for (const path of ['/api/v2/tasks', '/api/v1.0/tasks']) {
    for (const body of wrongBodies.slice(0, 3)) await post('orchestrator', path, body);
  }
}

/** What a careless client does: plain secrets on every subject that a service hears. */
async function publishInPlain(): Promise<void> {
  const broker = await Broker.connect({ url: drydock.nats.url, name: 'careless' });
  let sent = 0;
  // Nobody takes it, so that the broker keeps the file in which the others were.
  await broker.client.publish('drydock.nobody.command.Stay', '{}');
  for (const service of actionServices) {
    for (const [of, request] of requests) {
      if (of !== service) continue;
      const body = withBmc({ id: randomUUID(), node: 'node01', ...request });
      await broker.client.publish(`drydock.${service}.command.${String(Object(body).action)}`, JSON.stringify(body));
      await broker.connection.request(subjects.reach(service), JSON.stringify({ target: Object(body).target }), {
        timeout: 20_000,
      });
      sent += 1;
    }
    for (const body of wrongBodies) {
      await broker.client.publish(`drydock.${service}.command.Wrong`, body);
      await broker.client.publish(subjects.cancel(service), body);
      sent += 2;
    }
  }
  await eventually(async () => {
    const letters = await Promise.all(actionServices.map((service) => ask(service, { path: '/api/v1/dead-letters' })));
    const kept = letters.reduce((count, { text }) => count + (text.match(/"retriedAt"/g)?.length ?? 0), 0);
    expect(kept).toBe(sent);
    expect((await broker.manager.streams.info('DRYDOCK_COMMANDS')).state.messages).toBe(1);
  });
  await broker.drain();
}

async function runTasks(): Promise<void> {
  const design = await eventually(async () => {
    const { status, text } = await post('orchestrator', '/api/v2/designs', site);
    expect(status, text).toBe(201);
    return field(text, 'id');
  });
  for (const kind of ['verify_site', 'prepare_nodes', 'deploy_nodes']) {
    const { text } = await post('orchestrator', '/api/v2/tasks', { kind, design, nodes: { all: true } });
    const path = `/api/v2/tasks/${field(text, 'id')}`;
    await eventually(async () => {
      expect(field((await ask('orchestrator', { path })).text, 'state')).toBe('ended');
    }, 60_000);
    for (const more of ['/steps', '/events', '']) await ask('orchestrator', { path: `${path}${more}` });
  }
  for (const more of [
    '',
    `/${design}`,
    `/${design}/effective`,
    `/${design}/documents`,
    `/${design}/diff?to=${design}`,
  ]) {
    await ask('orchestrator', { path: `/api/v2/designs${more}` });
  }
}

/** Every list there is, the documents of the APIs and the metrics. */
async function readEverything(): Promise<void> {
  for (const service of serviceNames) {
    for (const path of ['/api/openapi.json', '/metrics', '/readyz']) await ask(service, { path });
  }
  for (const service of actionServices) {
    const lists = ['actions?limit=500', 'dead-letters', 'drivers', 'keys', 'keys/uses'];
    for (const path of lists) await ask(service, { path: `/api/v1/${path}` });
  }
  const lists = ['v2/tasks', 'v2/nodes', 'v2/seals', 'v1.0/tasks', 'v1.0/nodes'];
  for (const path of lists) await ask('orchestrator', { path: `/api/${path}` });
}

/** What Postgres has in memory goes to its files. Answers where they are. */
async function filesOfPostgres(): Promise<string> {
  const client = new pg.Client({ connectionString: inject('drydockServers').postgresUrl });
  await client.connect();
  await client.query('checkpoint');
  const { rows } = await client.query<{ data_directory: string }>('show data_directory');
  await client.end();
  return rows[0]?.data_directory ?? '';
}

const inAnswers = () => answers.flatMap((answer) => search.in('an answer', answer));
const inLogs = () => search.in('the logs', logs.bytes);
const inDatabases = async () =>
  (await Promise.all(serviceNames.map((service) => search.inDatabase(drydock.databases[service].url)))).flat();

describe('a secret that was planted', () => {
  it.each([
    ['as it is', secret('x')],
    ['in JSON', JSON.stringify({ a: JSON.stringify({ b: secret('x') }) })],
    ['in a URL', encodeURIComponent(secret('x'))],
    ['in base64', Buffer.from(secret('x')).toString('base64')],
    ['in base64, a letter further', Buffer.from(`1${secret('x')}`).toString('base64')],
    ['in base64url, two letters further', Buffer.from(`12${secret('x')}`).toString('base64url')],
    ['in hex', Buffer.from(secret('x')).toString('hex')],
    ['in UTF-16', Buffer.from(secret('x'), 'utf16le')],
  ])('is found %s', (_how, written) => {
    expect(search.in('here', written)).toHaveLength(1);
    expect(new SecretSearch('anothersecret').in('here', written)).toEqual([]);
  });

  it('is found in a table, the files of Postgres and of the broker, logs, answers and arguments', async () => {
    const control = `control${randomBytes(8).toString('hex')}`;
    const controlled = new SecretSearch(control);
    const client = new pg.Client({ connectionString: drydock.databases.oob.url });
    await client.connect();
    await client.query(`create table planted as select jsonb_build_object('a', $1::text) as body`, [control]);
    await client.end();
    expect(await controlled.inDatabase(drydock.databases.oob.url)).toMatchObject([{ place: 'table planted' }]);
    expect(await controlled.inFilesBelow(await filesOfPostgres())).not.toEqual([]);

    const broker = await Broker.connect({ url: drydock.nats.url, name: 'control' });
    await broker.client.publish('drydock.oob.event.planted', JSON.stringify({ control }));
    await broker.drain();
    expect(await eventually(() => foundIn(controlled, drydock.nats.directory))).not.toEqual([]);

    expect((await ask('oob', { path: `/api/v1/actions?${control}=` })).status).toBe(200);
    expect((await post('oob', '/api/v1/actions', { [control]: 1 })).status).toBe(400);
    expect(answers.flatMap((answer) => controlled.in('an answer', answer))).not.toEqual([]);
    Log.create('planted', 'trace').info(control);
    await eventually(async () => expect(logs.bytes.toString()).toContain('"service":"planted"'));
    expect(controlled.in('the logs', logs.bytes)).toHaveLength(1);

    const child = spawn(process.execPath, ['-e', 'setTimeout(() => undefined, 30_000)', control]);
    expect(await controlled.inProcessArguments()).not.toEqual([]);
    child.kill();
  });

  it('is in nothing that Drydock keeps, logs or answers, whatever was done with it', async () => {
    await runTasks();
    await askForActions();
    await askWrongly();
    await publishInPlain();
    await readEverything();

    expect(logs.bytes.toString()).toContain('a message cannot be handled');
    expect(answers.length).toBeGreaterThan(200);
    const found = [
      ...inAnswers(),
      ...inLogs(),
      ...(await inDatabases()),
      ...(await search.inFilesBelow(await filesOfPostgres())),
      ...(await search.inFilesBelow(drydock.nats.directory)),
      ...(await search.inProcessArguments()),
    ];
    expect(found).toEqual([]);
  }, 240_000);
});

async function foundIn(one: SecretSearch, directory: string) {
  const found = await one.inFilesBelow(directory);
  expect(found).not.toEqual([]);
  return found;
}
