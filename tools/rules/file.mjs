import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { rulesPage } from './page.mjs';

/** The generated page and its path. */
export async function rulesFile() {
  const path = fileURLToPath(new URL('../../docs/rules.md', import.meta.url));
  return { path, text: await format(rulesPage(), { ...(await resolveConfig(path)), filepath: path }) };
}
