import { compileDesign, readDocuments, type EffectiveDesign } from '@drydock/site-design';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const directory = join(import.meta.dirname, '../../../../examples/sites/sample');

/** The text of the sample site, all files in one stream. */
export const sampleText = (): string =>
  readdirSync(directory)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => readFileSync(join(directory, name), 'utf8'))
    .join('\n---\n');

export function sampleDesign(): EffectiveDesign {
  const { documents } = readDocuments(sampleText());
  const { design, findings } = compileDesign(documents);
  if (!design) throw new Error(`The sample has findings: ${JSON.stringify(findings)}`);
  return design;
}
