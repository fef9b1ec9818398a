import { effectiveNode } from './effective-node.js';

/** The JSON Schemas of the effective design as it is answered, by the names that the OpenAPI document has them under. */
export const effectiveSchemas: Readonly<Record<'EffectiveNode', object>> = { EffectiveNode: effectiveNode };
