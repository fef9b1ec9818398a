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
  const ajv = new Ajv({ allErrors: true, extendRefs: true, unknownFormats: 'ignore', schemaId: 'auto' });
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
  it('has nodes that are, one by one, as the OpenAPI document says', async () => {
    const path = await submit(site);
    const { nodes } = await get(`${path}/effective`);
    const names = Object.keys(Object(nodes));
    expect(names.length).toBeGreaterThan(1);
    for (const name of names) {
      expect(complaintsOf('EffectiveNode', await get(`${path}/effective/nodes/${name}`)), name).toEqual([]);
    }
  });
});

describe('the schema of a node', () => {
  it.each([
    ['a field that it does not describe', (node: object) => ({ ...node, colour: 'red' }), 'colour'],
    ['a credential that can be read', (node: object) => withCredential(node, { username: 'root' }), 'sealed'],
    ['a field of a part that the contract does not have', withColouredPlatform, 'colour'],
    ['a digest that is none', (node: object) => ({ ...node, digest: 'new' }), 'digest'],
  ])('refuses %s', async (_what, change, complaint) => {
    const { nodes } = await get(`${await submit('sample')}/effective`);
    const [node] = Object.values<object>(Object(nodes));
    expect(complaintsOf('EffectiveNode', change(node ?? {})).join('\n')).toContain(complaint);
  });

  it('is what the route says it answers', async () => {
    const { paths } = await get('/api/openapi.json');
    expect(paths).toMatchObject({
      '/api/v2/designs/{id}/effective/nodes/{name}': { get: { responses: answers('EffectiveNode') } },
    });
  });
});

const withCredential = (node: object, credential: object) => ({ ...node, oob: { ...Object(node).oob, credential } });
const withColouredPlatform = (node: object) => ({ ...node, platform: { ...Object(node).platform, colour: 'red' } });
const answers = (schema: string) => ({
  200: { content: { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } } },
});
