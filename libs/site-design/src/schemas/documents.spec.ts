import { Ajv2020 } from 'ajv/dist/2020.js';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isJsonObject, type JsonObject } from '../documents/source-document.js';
import { readDocuments } from '../documents/yaml-documents.js';
import { documentSchemas } from './documents.js';

const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true, strictRequired: false });
for (const schema of Object.values(documentSchemas)) ajv.addSchema(schema);
const site = ajv.getSchema('https://drydock.example/schemas/site.json');

/** The places in a document that are not as its schema says. */
function wrongPlaces(document: unknown): string[] {
  if (!site) throw new Error('There is no schema of a site.');
  return site(document) ? [] : (site.errors ?? []).map(({ instancePath }) => instancePath);
}

const sample = new URL('../../../../examples/sites/sample/', import.meta.url);
const sampleDocuments = readdirSync(sample)
  .filter((file) => file.endsWith('.yaml'))
  .flatMap((file) => readDocuments(readFileSync(new URL(file, sample), 'utf8')).documents);

const network = (data: object): JsonObject => ({
  schema: 'drydock/Network/v1',
  metadata: { schema: 'metadata/Document/v1', name: 'mgmt' },
  data: { ...data },
});

/** Every field that a schema describes, and what stands in its maps and lists of objects, by its path. */
function* fieldsOf(schema: unknown, path: string): Iterable<{ path: string; description: unknown }> {
  if (!isJsonObject(schema)) return;
  const { properties, additionalProperties, items, anyOf } = schema;
  const entries = [
    ...Object.entries(isJsonObject(properties) ? properties : {}),
    ...[additionalProperties, items].filter((one) => isJsonObject(one) && 'properties' in one).map((one) => ['*', one]),
  ];
  for (const [key, field] of entries) {
    const at = `${path}/${String(key)}`;
    if (isJsonObject(field)) yield { path: at, description: field.description };
    yield* fieldsOf(field, at);
  }
  for (const [index, choice] of (Array.isArray(anyOf) ? anyOf : []).entries()) {
    yield* fieldsOf(choice, `${path}|${index}`);
  }
}

describe('the schemas of documents', () => {
  it.each(Object.entries(documentSchemas))('%s has a name, a title and a meaning', (name, schema) => {
    expect(schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: `https://drydock.example/schemas/${name}`,
      title: expect.stringMatching(/\w{3}/),
      description: expect.stringMatching(/\w{3}/),
    });
  });

  it('tell of every field what it means', () => {
    const fields = Object.entries(documentSchemas).flatMap(([name, schema]) => [...fieldsOf(schema, name)]);
    expect(fields.length).toBeGreaterThan(250);
    const silent = fields.filter(({ description }) => typeof description !== 'string' || description.length < 4);
    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  it('take every document of the sample site', () => {
    expect(sampleDocuments.length).toBeGreaterThan(20);
    expect(sampleDocuments.flatMap(({ content }) => wrongPlaces(content))).toEqual([]);
  });

  it('find a wrong field by the kind that the document says it is', () => {
    expect(wrongPlaces(network({ cidr: '10.0.0.0/24' }))).toEqual([]);
    expect(wrongPlaces(network({ cidr: 'ten' }))).toContain('/data/cidr');
    expect(wrongPlaces(network({ cidr: '10.0.0.0/24', vlans: 7 }))).toContain('/data');
    expect(wrongPlaces({ ...network({ cidr: '10.0.0.0/24' }), schema: 'drydock/Rack/v1' })).toContain('/data');
  });

  it("leave documents alone that are not Drydock's, and refuse kinds that Drydock does not know", () => {
    expect(wrongPlaces({ schema: 'promenade/Genesis/v1', anything: [1] })).toEqual([]);
    expect(wrongPlaces({ ...network({}), schema: 'drydock/Netwrok/v1' })).toContain('/schema');
  });
});
