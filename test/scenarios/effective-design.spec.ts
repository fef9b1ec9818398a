import Ajv from 'ajv';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, startDrydock, type Drydock } from './drydock.js';

let drydock: Drydock;
let complaintsOf: (schema: string, answer: unknown) => string[];

const get = async (path: string) => {
  const { status, body } = await drydock.call('orchestrator', { method: 'GET', path });
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
};

beforeAll(async () => {
  drydock = await startDrydock();
  complaintsOf = checkBy(await get('/api/openapi.json'));
});
afterAll(() => drydock.stop());

/** What is wrong with an answer by the schemas of a document, in each of which every field that it does not list is refused. */
function checkBy({ components }: Record<string, unknown>) {
  const schemas = Object.entries<object>(Object(components).schemas);
  const strict = schemas.map(([name, schema]) => [name, { additionalProperties: false, ...schema }]);
  // Formats are notes for readers: this validator takes no URL for one that leads to a private address.
  const ajv = new Ajv({ allErrors: true, extendRefs: true, format: false });
  ajv.addSchema({ $id: 'api', components: { schemas: Object.fromEntries(strict) } });
  return (schema: string, answer: unknown): string[] => {
    ajv.validate(`api#/components/schemas/${schema}`, answer);
    return (ajv.errors ?? []).map(
      ({ dataPath, message, params }) => `${dataPath} ${message ?? ''} ${JSON.stringify(params)}`,
    );
  };
}

const filesOf = (site: string): string => {
  const folder = join(import.meta.dirname, '../../examples/sites', site);
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));
  return names.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n---\n');
};

/** Submits a design as soon as every service has announced itself, and answers where it is. */
const submit = (site: string): Promise<string> =>
  eventually(async () => {
    const request = { method: 'POST', path: '/api/v2/designs', body: filesOf(site), contentType: 'application/yaml' };
    const { status, body } = await drydock.call('orchestrator', request);
    expect(status, JSON.stringify(body)).toBe(201);
    return `/api/v2/designs/${String(body['id'])}`;
  });

describe.each(['sample', 'airship'])('the effective design of the example site %s', (site) => {
  it('is as the OpenAPI document says, and so is each of its nodes', async () => {
    const path = await submit(site);
    const design = await get(`${path}/effective`);
    expect(complaintsOf('EffectiveDesign', design)).toEqual([]);
    const names = Object.keys(Object(design['nodes']));
    expect(names.length).toBeGreaterThan(1);
    for (const name of names) {
      expect(complaintsOf('EffectiveNode', await get(`${path}/effective/nodes/${name}`)), name).toEqual([]);
    }
  });
});

type Changed = (part: object) => object;
const coloured: Changed = (part) => ({ ...part, colour: 'red' });
const within =
  (name: string, change: Changed): Changed =>
  (part) => ({ ...part, [name]: change(Object(part)[name]) });
const first =
  (change: Changed): Changed =>
  (parts) => {
    const [name = ''] = Object.keys(parts);
    return Array.isArray(parts) ? parts.with(0, change(parts[0])) : within(name, change)(parts);
  };
const readable: Changed = (target) => ({ ...target, credential: { username: 'root' } });

describe('the schema of the effective design', () => {
  it.each([
    ['a field that it does not describe', coloured, '{"additionalProperty":"colour"}'],
    ['such a field of the site', within('site', coloured), '.site '],
    ['such a field of a network', within('site', within('networks', first(coloured))), '.site.networks[0] '],
    ['such a field of a rack', within('racks', first(coloured)), '.racks['],
    ['such a field of a switch', within('switches', first(coloured)), '.switches['],
    ['such a field of a node', within('nodes', first(coloured)), '.nodes['],
    ["such a field of a node's platform", within('nodes', first(within('platform', coloured))), '.platform '],
    ['such a field of a cable', within('nodes', first(within('attachments', first(coloured)))), '.attachments[0] '],
    ['a readable credential of a BMC', within('nodes', first(within('oob', readable))), '.oob.credential '],
    ['a readable credential of a switch', within('switches', first(within('target', readable))), '.target.credential '],
    ['a readable credential of the bootstrapper', within('site', within('bootstrapper', readable)), '.credential '],
  ])('refuses %s', async (_what, change, place) => {
    const complaints = complaintsOf('EffectiveDesign', change(await get(`${await submit('sample')}/effective`)));
    expect(complaints.join('\n')).toContain(place);
  });

  it('is what the routes say they answer', async () => {
    const { paths } = await get('/api/openapi.json');
    expect(paths).toMatchObject({
      '/api/v2/designs/{id}/effective': { get: { responses: answers('EffectiveDesign') } },
      '/api/v2/designs/{id}/effective/nodes/{name}': { get: { responses: answers('EffectiveNode') } },
    });
  });
});

const answers = (schema: string) => ({
  200: { content: { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } } },
});
