import { documentSchemas } from '@drydock/site-design';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

export const folder = fileURLToPath(new URL('../../docs/schemas/', import.meta.url));

/** The generated files, by their paths. */
export async function schemaFiles() {
  const files = Object.entries(documentSchemas).map(async ([name, schema]) => {
    const filepath = join(folder, name);
    return [filepath, await format(JSON.stringify(schema), { ...(await resolveConfig(filepath)), filepath })];
  });
  return new Map(await Promise.all(files));
}
