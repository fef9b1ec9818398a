import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DesignSource } from './design-source.js';

const limitBytes = 1_000;
let directory: string;
let server: Server;
let origin: string;
let source: DesignSource;
const seen: string[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'drydock-source-'));
  await mkdir(join(directory, 'root/inside'), { recursive: true });
  await writeFile(join(directory, 'root/inside/site.yaml'), 'a site');
  await writeFile(join(directory, 'root/large.yaml'), 'x'.repeat(limitBytes + 1));
  await writeFile(join(directory, 'outside.yaml'), 'not yours');
  await symlink(join(directory, 'outside.yaml'), join(directory, 'root/link.yaml'));
  execFileSync('mkfifo', [join(directory, 'root/pipe')]);
  server = createServer((request, response) => {
    seen.push(`${request.url} ${request.headers.authorization ?? 'no token'}`);
    if (request.url === '/site') response.end('a site');
    else if (request.url === '/large') response.end('x'.repeat(limitBytes + 1));
    else if (request.url === '/moved') response.writeHead(302, { location: `${origin}/site` }).end();
    else if (request.url === '/secret') response.writeHead(401).end('who are you?');
    else if (request.url === '/slow') response.writeHead(200).write('a site that never ');
    else response.writeHead(500).end('an error page');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  source = new DesignSource({ root: join(directory, 'root'), authorities: null, limitBytes, withinMilliseconds: 500 });
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(directory, { recursive: true });
});

const fetched = async (reference: string): Promise<string> => (await source.fetch(reference)).toString();
const refusal = (reference: string): Promise<unknown> => source.fetch(reference).catch((error: unknown) => error);

describe('a reference over HTTP', () => {
  it('leads to what the server answers, also with the prefix of Deckhand, and takes no token along', async () => {
    expect(await fetched(`${origin}/site`)).toBe('a site');
    expect(await fetched(`deckhand+${origin}/site`)).toBe('a site');
    expect(await fetched(`DECKHAND+${origin}/site`)).toBe('a site');
    expect(seen.filter((line) => line.startsWith('/site'))).toEqual(Array(3).fill('/site no token'));
  });

  it.each([
    ['an error page', '/broken', /answered 500/],
    ['a redirect, which could lead anywhere', '/moved', /answered 302: redirects are not followed/],
    ['a door that wants a token', '/secret', /answered 401: no token is sent/],
    ['too much', '/large', /cannot be fetched/],
    ['a server that never comes to its end', '/slow', /cannot be fetched/],
  ])('is refused where it leads to %s', async (_what, path, detail) => {
    expect(await refusal(`${origin}${path}`)).toMatchObject({ status: 400, detail: expect.stringMatching(detail) });
  });

  it('is refused where nobody listens, and where it is no address', async () => {
    expect(await refusal('http://127.0.0.1:1/site')).toMatchObject({ status: 400 });
    expect(await refusal('http://')).toMatchObject({ status: 400 });
  });

  it.each([
    'http://root:hidden@127.0.0.1:1/site',
    'http:root:hidden@127.0.0.1:1/site',
    'http:\\\\root:hidden@127.0.0.1:1/site',
    'deckhand+http:root:hidden@127.0.0.1:1/site',
    'ftp:root:hidden@127.0.0.1',
    'http://127.0.0.1:1/site?access_token=hidden',
    'https://127.0.0.1:1/site?X-Amz-Signature=hidden',
  ])('with an account or a token is refused without quoting it: %s', async (reference) => {
    const error = await refusal(reference);
    expect(error).toMatchObject({ status: 400, detail: expect.stringMatching(/must not hold|not ftp/) });
    expect(JSON.stringify(error)).not.toContain('hidden');
  });
});

describe('a reference to a file', () => {
  it('is read below the directory for designs', async () => {
    expect(await fetched(`file://${join(directory, 'root/inside/site.yaml')}`)).toBe('a site');
  });

  it.each([
    ['outside of it', 'outside.yaml'],
    ['outside of it, by a way around', 'root/../outside.yaml'],
    ['outside of it, by a link', 'root/link.yaml'],
    ['that is not there', 'root/nothing.yaml'],
    ['that is a pipe nobody writes to', 'root/pipe'],
    ['that is too large', 'root/large.yaml'],
  ])('%s is refused', async (_what, path) => {
    expect(await refusal(`file://${directory}/${path}`)).toMatchObject({ status: 400 });
  });

  it('is refused where no directory is set', async () => {
    const closed = new DesignSource({ root: null, authorities: null, limitBytes, withinMilliseconds: 500 });
    await expect(closed.fetch(`file://${directory}/root/inside/site.yaml`)).rejects.toMatchObject({
      status: 400,
      detail: expect.stringContaining('DRYDOCK_DESIGN_ROOT'),
    });
  });
});

it.each([
  'ftp://example.org/site',
  'promenade+http://example.org',
  'site.yaml',
  '',
  'design:unknown',
  `http://${'x'.repeat(2_000)}`,
])('another kind of reference is refused: %.40s', async (reference) => {
  expect(await refusal(reference)).toMatchObject({ status: 400, errors: [{ path: 'design' }] });
});
