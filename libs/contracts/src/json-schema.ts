import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { validationMetadatasToSchemas } from 'class-validator-jsonschema';

/** The JSON Schemas of every contract class that is loaded, by class name, with references below `prefix`. */
export function contractSchemas(prefix = '#/components/schemas/'): Record<string, object> {
  const schemas = validationMetadatasToSchemas({
    classTransformerMetadataStorage: defaultMetadataStorage,
    refPointerPrefix: prefix,
  });
  // A class without fields is not among them.
  const known: Record<string, object> = { NoParameters: { type: 'object', properties: {} }, ...schemas };
  return Object.fromEntries(
    Object.entries(known).map(([name, schema]) => [name, withoutLooseReferences(schema, { prefix, known })]),
  );
}

interface ClassSchema {
  readonly properties?: Readonly<Record<string, object>>;
  readonly required?: readonly string[];
}

/** A field that may be left out may also be null: what is not known is said so. The generator tells of the former alone. */
export function withNulls({ properties = {}, required = [], ...schema }: ClassSchema): object {
  const fields = Object.fromEntries(
    Object.entries(properties).map(([name, field]) => [
      name,
      required.includes(name) ? field : { anyOf: [field, { type: 'null' }] },
    ]),
  );
  return { ...schema, ...(required.length > 0 && { required }), properties: fields };
}

interface References {
  readonly prefix: string;
  readonly known: Readonly<Record<string, object>>;
}

/** Where a field has a check of our own, the generator refers to its type in TypeScript (`Object`, `Array`), which is no class. */
function withoutLooseReferences(schema: object, { prefix, known }: References): object {
  const text = JSON.stringify(schema, (key, value: unknown) =>
    key === '$ref' && typeof value === 'string' && !Object.hasOwn(known, value.slice(prefix.length))
      ? undefined
      : value,
  );
  const cleaned: unknown = JSON.parse(text);
  return typeof cleaned === 'object' && cleaned !== null ? cleaned : {};
}
