import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { eventually, startDrydock, type Drydock } from './drydock.js';
import { fakeSite } from './fake-site.js';

let drydock: Drydock;
const get = (path: string) => drydock.call('orchestrator', { method: 'GET', path: `/api/v2/designs${path}` });
const post = (body: unknown, contentType?: string) =>
  drydock.call('orchestrator', {
    method: 'POST',
    path: '/api/v2/designs',
    body,
    ...(contentType !== undefined && { contentType }),
  });

beforeAll(async () => {
  drydock = await startDrydock();
});
afterAll(() => drydock.stop());

/** Submits a design as soon as every service has announced itself. */
const submit = (body: unknown, contentType?: string): Promise<string> =>
  eventually(async () => {
    const answer = await post(body, contentType);
    expect(answer.status, JSON.stringify(answer.body)).toBe(201);
    return String(answer.body['id']);
  });

const yamlOf = (documents: readonly object[], comment: string): string =>
  documents.map((document) => `# ${comment}\n${stringify(document)}`).join('---\n');

const changed = (documents: readonly object[], from: string, to: string): object[] => {
  const text = JSON.stringify(documents);
  expect(text).toContain(from);
  return JSON.parse(text.replace(from, to));
};

const credential = `hidden-${randomUUID()}`;
const site = fakeSite(3, {}, { credential });

describe('the same documents', () => {
  it('are the same design, in whatever order, format and with whatever comments', async () => {
    const id = await submit(site);
    const turned = site.toReversed().map((document) => Object.fromEntries(Object.entries(document).reverse()));
    expect(await submit(turned)).toBe(id);
    expect(await submit(yamlOf(site, 'written by hand'), 'application/yaml')).toBe(id);
    expect(await submit(yamlOf(turned, 'written again'), 'application/yaml')).toBe(id);
    const listed = (await get('')).body['items'];
    expect(Array.isArray(listed) && listed.filter((design: { id: string }) => design.id === id)).toHaveLength(1);
  });

  it('but for a secret are another design', async () => {
    expect(await submit(fakeSite(3, {}, { credential: `${credential}-2` }))).not.toBe(await submit(site));
  });

  it('can be read again, without their secrets', async () => {
    const { status, body } = await get(`/${await submit(site)}/documents`);
    expect({ status, count: Array.isArray(body['items']) && body['items'].length }).toEqual({
      status: 200,
      count: site.length,
    });
    const text = JSON.stringify(body);
    expect(text).toContain('"cidr":"10.2.0.0/16"');
    expect(text).toContain('"credential":{"hmac":');
    expect(text).not.toContain(credential);
  });
});

describe('the list of designs', () => {
  it('is read page by page, newest first, each design once', async () => {
    const ids: string[] = [];
    for (const nodes of [4, 5, 6]) ids.unshift(await submit(fakeSite(nodes)));
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await get(`?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
      const items = Array.isArray(body['items']) ? body['items'] : [];
      seen.push(...items.map((design: { id: string }) => design.id));
      cursor = typeof body['next'] === 'string' ? body['next'] : '';
    } while (cursor !== '');
    expect(seen.slice(0, 3)).toEqual(ids);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it.each(['?limit=0', '?limit=201', '?limit=x', '?cursor=x'])('refuses %s', async (query) => {
    expect(await get(query)).toMatchObject({ status: 400, body: { errors: [{ path: expect.any(String) }] } });
  });
});

describe('the difference of two designs', () => {
  const moved = changed(changed(site, '"Ethernet2"', '"Ethernet7"'), '"vlan":"200"', '"vlan":"201"');

  it('says what changes for which node, and what that takes', async () => {
    const [from, to] = [await submit(site), await submit([...moved])];
    const { status, body } = await get(`/${from}/diff?to=${to}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      from,
      to,
      credentialsCompared: true,
      site: [{ kind: 'network', name: 'mgmt', nodes: ['node01', 'node02', 'node03'] }],
      nodes: { added: [], removed: [], unchanged: 0 },
    });
    expect(JSON.stringify(body)).toContain(
      '"sentence":"cable of nic0: port Ethernet2 → Ethernet7","needs":"switch-port"',
    );
    expect(await get(`/${from}/diff?to=${from}`)).toMatchObject({
      status: 200,
      body: { site: [], nodes: { changed: [], unchanged: 3 } },
    });
  });

  it('is text for whoever asks for text', async () => {
    const [from, to] = [await submit(site), await submit(fakeSite(2, {}, { credential }))];
    const response = await fetch(`${drydock.urls.orchestrator}/api/v2/designs/${from}/diff?to=${to}`, {
      headers: { authorization: `Bearer ${drydock.token}`, accept: 'text/plain' },
    });
    expect(response.headers.get('content-type')).toContain('text/plain');
    expect(await response.text()).toBe(
      '0 nodes added, 1 removed, 0 changed, 2 unchanged\n\nremoved: node03 (nothing is destroyed by that)\n',
    );
  });

  it('knows a credential that is another from one that was only sealed again, and shows neither', async () => {
    const another = `hidden-${randomUUID()}`;
    const bmc = `{"type":"fake","credential":"${credential}","network":"oob"}`;
    const [from, to] = [await submit(site), await submit(changed(site, bmc, bmc.replace(credential, another)))];
    const { body } = await get(`/${from}/diff?to=${to}`);
    const bmcChange = {
      path: '/oob/credential',
      kind: 'changed',
      secret: true,
      sentence: 'BMC: credential is another',
    };
    expect(body).toMatchObject({
      site: [],
      nodes: {
        changed: ['node01', 'node02', 'node03'].map((name) => ({
          name,
          needs: 'bmc-settings',
          changes: [{ ...bmcChange, needs: 'bmc-settings' }],
        })),
      },
    });
    expect(JSON.stringify(body)).not.toMatch(/hidden-|sealed|fingerprint/);
  });

  it('leaves credentials out, and says so, where a design was kept before they could be compared', async () => {
    const [from, to] = [await submit(site), await submit(fakeSite(3, {}, { credential: `${credential}-3` }))];
    const client = new pg.Client({ connectionString: drydock.databases.orchestrator.url });
    await client.connect();
    await client
      .query('update design set credential_fingerprints = null where id = $1', [from])
      .finally(() => client.end());
    expect((await get(`/${from}/diff?to=${to}`)).body).toMatchObject({
      credentialsCompared: false,
      site: [],
      nodes: { changed: [], unchanged: 3 },
    });
    await submit(site);
    expect((await get(`/${from}/diff?to=${to}`)).body).toMatchObject({
      credentialsCompared: true,
      nodes: { changed: [{}, {}, {}] },
    });
  });

  it('needs two designs that are there', async () => {
    const from = await submit(site);
    expect(await get(`/${from}/diff`)).toMatchObject({ status: 400, body: { errors: [{ path: 'to' }] } });
    expect(await get(`/${from}/diff?to=${randomUUID()}`)).toMatchObject({ status: 404 });
    expect(await get(`/${randomUUID()}/diff?to=${from}`)).toMatchObject({ status: 404 });
  });
});

it('designs are documented: what is taken, what is answered', async () => {
  const { body } = await drydock.call('orchestrator', { method: 'GET', path: '/api/openapi.json' });
  expect(body['paths']).toMatchObject({
    '/api/v2/designs': {
      post: {
        requestBody: { content: { 'application/yaml': {}, 'application/x-tar': {} } },
        responses: { 201: {}, 422: {} },
      },
      get: {
        parameters: [
          { name: 'limit', required: false },
          { name: 'cursor', required: false },
        ],
      },
    },
    '/api/v2/designs/{id}/diff': {
      get: {
        parameters: expect.arrayContaining([expect.objectContaining({ name: 'to', required: true })]),
        responses: { 200: { content: { 'application/json': {}, 'text/plain': {} } } },
      },
    },
    '/api/v1.0/validatedesign': { post: { responses: { 200: {}, 400: {} } } },
    '/api/v1.0/nodefilter': { post: { responses: { 200: {}, 400: {} } } },
  });
});
