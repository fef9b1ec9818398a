import type { ApiDocumentOptions } from '@drydock/service';
import { effectiveSchemas } from '@drydock/site-design';

type Complete = NonNullable<ApiDocumentOptions['complete']>;

/** How a route says that it answers this. */
export const effective = (name: keyof typeof effectiveSchemas) => ({ $ref: `#/components/schemas/${name}` });

/** Adds to the OpenAPI document the schemas of the effective design, which are interfaces and so no contract classes. */
export const withEffectiveDesign: Complete = (document) => ({
  ...document,
  components: { ...document.components, schemas: { ...document.components?.schemas, ...effectiveSchemas } },
});
