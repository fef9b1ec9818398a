import { baremetalNodeSchema } from './baremetal-node.js';
import { bootActionSchema } from './boot-action.js';
import { hardwareProfileSchema } from './hardware-profile.js';
import { hostProfileSchema } from './host-profile.js';
import type { Kind } from './kinds.js';
import { networkLinkSchema } from './network-link.js';
import { networkSchema } from './network.js';
import { rackSchema } from './rack.js';
import { regionSchema } from './region.js';
import { anything, boolean, choice, labels, listOf, pattern, string, type Schema } from './schema.js';

const dataSchemas: Readonly<Record<Kind, Schema>> = {
  Region: regionSchema,
  Rack: rackSchema,
  Network: networkSchema,
  NetworkLink: networkLinkSchema,
  HardwareProfile: hardwareProfileSchema,
  HostProfile: hostProfileSchema,
  BaremetalNode: baremetalNodeSchema,
  BootAction: bootActionSchema,
};

const dialect = 'https://json-schema.org/draft/2020-12/schema';
/** A name: nothing is fetched from there. */
const idOf = (file: string): string => `https://drydock.example/schemas/${file}`;
const fileOf = (kind: string): string => `${kind}.json`;
const schemaNameOf = (kind: string): string => `drydock/${kind}/v1`;

/** Deckhand's envelope. Drydock reads the name, and all of it where it layers documents itself. */
const metadata: Schema = {
  type: 'object',
  description: "the document's name, and how it is layered",
  properties: {
    schema: choice('the kind of envelope', 'metadata/Document/v1'),
    name: pattern('^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$', 'unique among documents of this kind'),
    storagePolicy: choice('whether the document holds secrets', 'cleartext', 'encrypted'),
    labels: labels('by which other documents find it as their parent'),
    layeringDefinition: {
      type: 'object',
      description: 'what it inherits from a document of a layer above',
      properties: {
        abstract: boolean('whether it is only inherited from'),
        layer: string('one of those of the LayeringPolicy'),
        parentSelector: labels('labels of the document that it inherits from'),
        actions: listOf(anything('method (merge, replace, delete) and path'), 'how it changes what it inherits'),
      },
    },
    substitutions: listOf(anything('src and dest'), 'values that come from other documents'),
    replacement: boolean('whether it takes the place of a document of the same name in a layer above'),
  },
  required: ['name'],
};

const documentSchema = (kind: string, data: Schema): Schema => ({
  $schema: dialect,
  $id: idOf(fileOf(kind)),
  title: kind,
  description: data.description,
  type: 'object',
  properties: {
    schema: { const: schemaNameOf(kind), description: 'the kind of document' },
    metadata,
    data,
  },
  required: ['schema', 'metadata', 'data'],
});

/** Documents that are not Drydock's are nobody's business here. */
const siteSchema = (kinds: readonly string[]): Schema => ({
  $schema: dialect,
  $id: idOf('site.json'),
  title: 'Site design',
  description: 'a document of a site design, by what its field "schema" says',
  type: 'object',
  properties: {
    schema: {
      anyOf: [{ enum: kinds.map(schemaNameOf) }, { type: 'string', pattern: '^(?!drydock/)' }],
      description: 'the kind of document',
    },
  },
  required: ['schema'],
  allOf: kinds.map((kind) => ({
    if: { properties: { schema: { const: schemaNameOf(kind) } }, required: ['schema'] },
    then: { $ref: fileOf(kind) },
  })),
});

/** JSON Schemas (2020-12) of whole documents, by the name of the file: one for each kind, and `site.json` that picks one of them. */
export const documentSchemas: Readonly<Record<string, Schema>> = {
  'site.json': siteSchema(Object.keys(dataSchemas)),
  ...Object.fromEntries(Object.entries(dataSchemas).map(([kind, data]) => [fileOf(kind), documentSchema(kind, data)])),
};
