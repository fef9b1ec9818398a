import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleImageSha256 } from './images/sample-image.js';
import { imageState } from './testing/sample-node.js';
import { TestBootstrapper } from './testing/test-bootstrapper.js';

const content = Buffer.from('an image');
const sha256 = createHash('sha256').update(content).digest('hex');
let bootstrapper: TestBootstrapper;
let mirror: Server;
let mirrorUrl: string;
let refusals = 0;
beforeAll(async () => {
  bootstrapper = await TestBootstrapper.start({ DRYDOCK_IMAGE_MAXIMUM_MIB: '2' });
  mirror = createServer((request, response) => {
    if (request.url === '/image') response.end(content);
    else if (request.url === '/large') response.end(Buffer.alloc(3 * 1024 * 1024));
    else if (request.url === '/flaky' && refusals++ === 0) response.writeHead(503).end();
    else if (request.url === '/flaky') response.end(content);
    else if (request.url === '/ubuntu/dists/noble/Release') response.end();
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => mirror.listen(0, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = mirror.address();
  mirrorUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
});
afterAll(async () => {
  mirror.close();
  await bootstrapper.stop();
});

const put = (name: string, json: object) => bootstrapper.ask('PUT', `/api/v1/images/${name}`, { json });
const setting = (path: string, json: object) => bootstrapper.ask('PUT', `/api/v1/site/${path}`, { json });

describe('an image', () => {
  it('is available when its copy has the checksum, and is served then', async () => {
    const { json } = await put('good', { url: `${mirrorUrl}/image`, sha256 });
    expect(json).toMatchObject({ changed: true, image: { state: 'fetching' } });
    expect(await imageState(bootstrapper, 'good', 'available')).toMatchObject({ sizeBytes: content.length });
    const served = await bootstrapper.ask('GET', '/images/good', { token: null });
    expect(served).toMatchObject({ status: 200, text: 'an image' });
    expect((await put('good', { url: `${mirrorUrl}/image`, sha256 })).json.changed).toBe(false);
  });

  it.each([
    {
      what: 'whose bytes have another checksum',
      path: '/image',
      asked: 'f'.repeat(64),
      reason: `is ${sha256}, not ffff`,
    },
    { what: 'that is not there', path: '/nothing', asked: sha256, reason: '404' },
    { what: 'that is larger than it may be', path: '/large', asked: sha256, reason: 'larger than 2097152 bytes' },
  ])('$what fails and says so, and is not served', async ({ path, asked, reason }) => {
    await put('bad', { url: `${mirrorUrl}${path}`, sha256: asked });
    expect((await imageState(bootstrapper, 'bad', 'failed')).failure).toContain(reason);
    expect((await bootstrapper.ask('GET', '/images/bad', { token: null })).status).toBe(404);
  });

  it('is fetched again when its server fails for a moment', async () => {
    await put('flaky', { url: `${mirrorUrl}/flaky`, sha256 });
    await imageState(bootstrapper, 'flaky', 'available');
    expect(refusals).toBe(2);
  });

  it.each(['data:,x', 'file:///etc/passwd', 'ftp://a/b', 'nonsense'])('from %s is refused', async (url) => {
    const answer = await put('odd', { url, sha256 });
    expect(answer).toMatchObject({ status: 400, json: { errors: [{ path: 'url' }] } });
  });

  it('whose file is lost is fetched again at the next start', async () => {
    await bootstrapper.down();
    await rm(join(bootstrapper.directory, 'images', sha256));
    await bootstrapper.up();
    await imageState(bootstrapper, 'good', 'available');
    expect((await bootstrapper.ask('GET', '/images/good', { token: null })).text).toBe('an image');
  });

  it('of the bootstrapper itself is the sample that its checksum names', async () => {
    const response = await fetch(`${bootstrapper.url}/samples/sample-linux.img`);
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sampleImageSha256);
  });
});

describe('what the site is told', () => {
  const link = {
    name: 'data',
    bonding: { mode: 'active-backup' },
    mtu: 1500,
    trunking: '802.1q',
    defaultNetwork: 'mgmt',
    allowedNetworks: ['mgmt'],
    labels: {},
  };

  it('changes once and is kept', async () => {
    expect((await setting('links/data', link)).json).toEqual({ changed: true });
    expect((await setting('links/data', link)).json).toEqual({ changed: false });
    expect((await setting('links/data', { ...link, mtu: 9000 })).json).toEqual({ changed: true });
    const { json } = await bootstrapper.ask('GET', '/api/v1/site/links');
    expect(json.items).toMatchObject([{ name: 'data', content: { mtu: 9000 } }]);
  });

  it('must be of its kind, named as in its path', async () => {
    expect((await setting('links/data', { ...link, mtu: 'large' })).json.errors).toMatchObject([{ path: 'mtu' }]);
    expect((await setting('links/other', link)).json.errors).toMatchObject([{ path: 'name' }]);
    expect((await setting('colours/red', {})).status).toBe(404);
  });

  it('is a repository that answers, or one that does not', async () => {
    const repository = { type: 'apt', distributions: ['noble'] };
    await setting('repositories/up', { ...repository, name: 'up', url: `${mirrorUrl}/ubuntu` });
    await setting('repositories/down', { ...repository, name: 'down', url: `${mirrorUrl}/debian` });
    const reachable = async (name: string) =>
      (await bootstrapper.ask('GET', `/api/v1/site/repositories/${name}/reachable`)).json.reachable;
    expect([await reachable('up'), await reachable('down')]).toEqual([true, false]);
  });
});

describe('the bootstrapper', () => {
  it('is alive and ready, and documents itself for those with a token', async () => {
    expect((await bootstrapper.ask('GET', '/healthz', { token: null })).status).toBe(200);
    expect((await bootstrapper.ask('GET', '/readyz', { token: null })).status).toBe(200);
    expect((await bootstrapper.ask('GET', '/api/openapi.json', { token: null })).status).toBe(401);
    const { json } = await bootstrapper.ask('GET', '/api/openapi.json');
    expect(json.paths).toMatchObject({ '/boot/{mac}': expect.anything(), '/agent/v1/work': expect.anything() });
  });

  it('says that no agent is installed where there is none', async () => {
    const { json } = await bootstrapper.ask('GET', '/agent/kernel', { token: null });
    expect(json.detail).toContain('DRYDOCK_AGENT_DIRECTORY');
  });
});
