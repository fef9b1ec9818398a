import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { documentsInBytes } from './design-content.js';
import { DesignSource } from './design-source.js';

const limitBytes = 100_000;
const region = 'schema: drydock/Region/v1\nmetadata: { name: site }\ndata: {}\n';
let server: Server;
let origin: string;
let source: DesignSource;

beforeAll(async () => {
  const tar = await tarOf('site/region.yaml', region);
  const bodies: Readonly<Record<string, Buffer>> = {
    '/site.tar': tar,
    '/site.tgz': gzipSync(tar),
    '/bomb.tgz': gzipSync(Buffer.alloc(10 * limitBytes)),
    '/large.tar': await tarOf('site/region.yaml', region + '#'.repeat(2 * limitBytes)),
    '/half.tar': tar.subarray(0, 700),
    '/half.tgz': gzipSync(tar).subarray(0, 60),
    '/noise': Buffer.from([0x80, 0xff, 0xfe, 0x00, 0x01]),
  };
  server = createServer((request, response) => {
    const { url = '' } = request;
    const body = bodies[url];
    if (url === '/moved.tar') response.writeHead(301, { location: `${origin}/site.tar` }).end();
    else if (url === '/torn.tar') {
      response.writeHead(200, { 'content-length': tar.length }).write(tar.subarray(0, 700));
      setImmediate(() => response.destroy());
    } else if (body) response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(body);
    else response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  source = new DesignSource({ root: null, authorities: null, limitBytes, withinMilliseconds: 5_000 });
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function tarOf(name: string, text: string): Promise<Buffer> {
  const tar = pack();
  tar.entry({ name }, text);
  tar.finalize();
  return buffer(tar);
}

async function read(path: string) {
  const fetched = await source.fetch(`${origin}${path}`);
  if (!Buffer.isBuffer(fetched)) throw new Error('It is no answer over HTTP.');
  return documentsInBytes(fetched, limitBytes);
}

it.each(['/site.tar', '/site.tgz'])('a reference may lead to an archive: %s', async (path) => {
  const { documents, findings } = await read(path);
  expect(findings).toEqual([]);
  expect(documents).toMatchObject([{ schema: 'drydock/Region/v1', name: 'site', file: 'site/region.yaml' }]);
});

it.each([
  ['that is larger than designs may be', '/large.tar'],
  ['that is larger than designs may be once it is unpacked', '/bomb.tgz'],
  ['that ends in the middle of a file', '/half.tar'],
  ['that ends in the middle of being unpacked', '/half.tgz'],
  ['whose sender breaks off', '/torn.tar'],
  ['that is elsewhere', '/moved.tar'],
  ['that is neither an archive nor text', '/noise'],
  ['that is not there', '/nothing.tar'],
])('an archive %s is refused', async (_what, path) => {
  await expect(read(path)).rejects.toMatchObject({ status: 400 });
});
