import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { expect, it } from 'vitest';
import { workflowsPage } from '../testing/workflows-page.js';

it('docs/workflows.md says what the workflows do; if not: npm run docs:workflows', async () => {
  const filepath = join(import.meta.dirname, '../../../../docs/workflows.md');
  const page = await format(workflowsPage(), { ...(await resolveConfig(filepath)), filepath });
  await expect(page).toMatchFileSnapshot(filepath);
});
