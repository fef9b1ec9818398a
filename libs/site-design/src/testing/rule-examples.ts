import { bootActionExamples } from './examples/boot-action-examples.js';
import { documentExamples } from './examples/document-examples.js';
import { networkExamples } from './examples/network-examples.js';
import { nodeExamples } from './examples/node-examples.js';
import { oobExamples } from './examples/oob-examples.js';
import type { RuleExample } from './examples/rule-example.js';
import { storageExamples } from './examples/storage-examples.js';
import { compileDesign } from '../compile-design.js';
import { documentsFromJson } from '../documents/json-documents.js';
import { readDocuments } from '../documents/yaml-documents.js';
import type { Finding } from '../finding.js';
import { announcedDrivers } from './announced-drivers.js';
import { siteWith, type Change } from './small-site.js';

/** One for each rule, in the order of the ids. */
export const ruleExamples: readonly RuleExample[] = [
  ...documentExamples,
  ...networkExamples,
  ...storageExamples,
  ...nodeExamples,
  ...oobExamples,
  ...bootActionExamples,
].sort((a, b) => (a.rule < b.rule ? -1 : 1));

/** Everything that is found in an example's text. */
export function findingsIn(text: string, { whole }: Pick<RuleExample, 'whole'>): Finding[] {
  const { documents, findings } = whole ? readDocuments(text) : documentsFromJson(siteWith(...changesOf(text)));
  return [...findings, ...compileDesign(documents, announcedDrivers).findings];
}

/** The text of an example as documents that are put over the small site's. */
function changesOf(text: string): Change[] {
  return text
    .split(/^# /m)
    .slice(1)
    .flatMap((part) => {
      const [title = '', ...lines] = part.split('\n');
      const document = title.replace(' ', '/');
      const { documents } = readDocuments(`schema: example/Part/v1\n${lines.join('\n')}`);
      const fields = Object.entries(documents[0]?.content ?? {}).filter(([name]) => name !== 'schema');
      return fields.map(([field, value]): Change => [[document, field], value ?? undefined]);
    });
}
