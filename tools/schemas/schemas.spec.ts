import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folder, schemaFiles } from './files.mjs';

const files = [...(await schemaFiles())].map(([path, text]) => ({ name: basename(path), path, text }));

describe('the schemas of documents', () => {
  it.each(files)('docs/schemas/$name is what the library checks; if not: npm run docs:schemas', ({ path, text }) => {
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it('are all that is in their folder: one for each kind, and one that picks', () => {
    expect(readdirSync(folder).sort()).toEqual(files.map(({ name }) => name).sort());
    expect(files).toHaveLength(9);
  });
});
