import { object, string, type Schema } from './schema.js';

/** The place of a class's schema, or of one of the answers' own, in the OpenAPI document. */
export const schemaOf = ({ name }: { readonly name: string }): Schema => ({ $ref: `#/components/schemas/${name}` });

/** A schema with all fields of T: one that T has and `fields` does not fails to compile. */
export const answer = <T>(
  description: string,
  fields: Readonly<Record<keyof T, Schema>>,
  ...leftOut: readonly (keyof T)[]
): Schema => object(description, fields, ...Object.keys(fields).filter((name) => !leftOut.some((one) => one === name)));

export const nullable = ({ description, ...schema }: Schema): Schema => ({
  anyOf: [schema, { type: 'null' }],
  description,
});

export const sealedCredential = (description: string): Schema =>
  object(description, { sealed: string('a compact JWE for the one service that needs it') }, 'sealed');

/** A target as it is answered: never with a credential that can be read. */
export const sealedTarget = (target: { readonly name: string }, description: string): Schema => ({
  allOf: [schemaOf(target)],
  properties: { credential: sealedCredential('sealed for the service that logs in; left out where there is none') },
  description,
});
