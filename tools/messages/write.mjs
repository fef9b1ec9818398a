import { writeFile } from 'node:fs/promises';
import { messageFiles } from './files.mjs';

for (const [path, text] of await messageFiles()) await writeFile(path, text);
