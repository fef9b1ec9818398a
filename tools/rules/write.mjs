import { writeFile } from 'node:fs/promises';
import { rulesFile } from './file.mjs';

const { path, text } = await rulesFile();
await writeFile(path, text);
