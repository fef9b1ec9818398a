import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { validationMetadatasToSchemas } from 'class-validator-jsonschema';

/** The JSON Schemas of every contract class that is loaded, by class name, with references below `prefix`. */
export const contractSchemas = (prefix = '#/components/schemas/'): Record<string, object> => ({
  ...validationMetadatasToSchemas({
    classTransformerMetadataStorage: defaultMetadataStorage,
    refPointerPrefix: prefix,
  }),
});
