import { selfSigned } from '@drydock/local-servers/testing';
import { hasErrors, renderManifests } from '@drydock/site-design';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readAuthorities } from './authorities.js';
import { documentsInBytes } from './design-content.js';
import { DesignSource } from './design-source.js';

const limitBytes = 100_000;
const policy = `schema: deckhand/LayeringPolicy/v1
metadata: { schema: metadata/Control/v1, name: layering-policy }
data: { layerOrder: [global, site] }
`;
const profile = `schema: drydock/HostProfile/v1
metadata:
  schema: metadata/Document/v1
  name: defaults
  labels: { hosttype: global }
  layeringDefinition: { abstract: true, layer: global }
data: { primary_network: mgmt }
`;
const child = `schema: drydock/HostProfile/v1
metadata:
  schema: metadata/Document/v1
  name: compute
  layeringDefinition:
    { abstract: false, layer: site, parentSelector: { hosttype: global }, actions: [{ method: merge, path: . }] }
data: { metadata: { rack: rack-1 } }
`;

let directory: string;
let server: Server;
let origin: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'drydock-authorities-'));
  await writeFile(join(directory, 'ca.pem'), selfSigned.certificate);
  await writeFile(join(directory, 'nonsense.pem'), 'no certificate');
  const tar = pack();
  tar.entry({ name: 'global/policy.yaml' }, policy);
  tar.entry({ name: 'global/profile.yaml' }, profile);
  tar.entry({ name: 'site/compute.yaml' }, child);
  tar.finalize();
  const manifests = await buffer(tar);
  server = createServer({ cert: selfSigned.certificate, key: selfSigned.key }, ({ url }, response) => {
    if (url === '/manifests.tar') response.end(manifests);
    else response.writeHead(302, { location: `${origin}/manifests.tar` }).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  origin = `https://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(directory, { recursive: true });
});

async function sourceWith(file: string | null): Promise<DesignSource> {
  const authorities = await readAuthorities(file && join(directory, file));
  return new DesignSource({ root: null, authorities, limitBytes, withinMilliseconds: 5_000 });
}

it.each(['', 'deckhand+'])(
  'manifests in an archive are read over %shttps where the authority is known',
  async (prefix) => {
    const fetched = await (await sourceWith('ca.pem')).fetch(`${prefix}${origin}/manifests.tar`);
    if (!Buffer.isBuffer(fetched)) throw new Error('It is no answer over HTTP.');
    const { documents, findings } = renderManifests((await documentsInBytes(fetched, limitBytes)).documents);
    expect(hasErrors(findings)).toBe(false);
    expect(documents.filter(({ schema }) => schema.startsWith('drydock/'))).toMatchObject([
      { name: 'compute', content: { data: { primary_network: 'mgmt', metadata: { rack: 'rack-1' } } } },
    ]);
  },
);

it('a server whose certificate nobody known has signed is refused, with what to do', async () => {
  const refused = (await sourceWith(null)).fetch(`${origin}/manifests.tar`);
  await expect(refused).rejects.toMatchObject({
    status: 400,
    detail: expect.stringMatching(/self-signed certificate.*DRYDOCK_DESIGN_CA/),
  });
});

it('a redirect is not followed over https either', async () => {
  const refused = (await sourceWith('ca.pem')).fetch(`${origin}/moved`);
  await expect(refused).rejects.toMatchObject({ status: 400, detail: expect.stringContaining('302') });
});

it.each(['nothing.pem', 'nonsense.pem'])('a file of authorities that has none stops the start: %s', async (file) => {
  await expect(sourceWith(file)).rejects.toThrow(/DRYDOCK_DESIGN_CA.*no file with certificates/);
});
