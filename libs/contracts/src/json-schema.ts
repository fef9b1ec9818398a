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
