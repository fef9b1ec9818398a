import { mkdir, writeFile } from 'node:fs/promises';
import { folder, schemaFiles } from './files.mjs';

await mkdir(folder, { recursive: true });
for (const [path, text] of await schemaFiles()) await writeFile(path, text);
