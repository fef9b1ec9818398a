import type { Finding } from '../finding.js';
import { toFinding, type Problem, type RuleName } from '../rules/rule.js';
import { isJsonObject, nameOf, ownValue, type SourceDocument } from './source-document.js';
import { limits } from './limits.js';
import { olderForm } from './older-form.js';

const unreadable: RuleName = { id: 'DD0001', aliases: ['DD000'], title: 'Readable text' };
const tooLarge: RuleName = { id: 'DD0002', aliases: [], title: 'Bounded size' };
const envelope: RuleName = { id: 'DD0003', aliases: ['DD000'], title: 'Document envelope' };

export interface Documents {
  readonly documents: SourceDocument[];
  readonly findings: Finding[];
}

interface Where {
  readonly line: number;
  readonly column: number;
}

const at = (where: Where | null, finding: Finding): Finding => ({ ...finding, ...(where ?? {}) });

const wholeText = (problem: Omit<Problem, 'at'>): Problem => ({ ...problem, at: null });

export const unreadableText = (message: string, where: Where | null): Finding =>
  at(where, toFinding(unreadable, wholeText({ message, advice: 'Correct the syntax at this place.' })));

export const duplicateKey = (key: string, where: Where | null): Finding =>
  at(
    where,
    toFinding(
      unreadable,
      wholeText({
        level: 'warning',
        message: `the key "${key}" is written twice; the last one counts`,
        advice: 'Remove one of the two.',
      }),
    ),
  );

export const tooLargeText = (message: string, where: Where | null): Finding =>
  at(
    where,
    toFinding(
      tooLarge,
      wholeText({
        message,
        advice: `A design may have ${limits.documents} documents, ${limits.values} values and ${limits.depth} levels of nesting.`,
      }),
    ),
  );

/** Takes a value as a document of the site design, or says why it is none. */
export function asDocument(
  content: unknown,
  locate: SourceDocument['locate'],
): { readonly document: SourceDocument } | { readonly finding: Finding } {
  if (!isJsonObject(content)) {
    return { finding: notADocument('a document is an object with schema, metadata and data', locate) };
  }
  const schema = ownValue(content, 'schema');
  if (typeof schema === 'string') return { document: { schema, name: nameOf(content), content, locate } };
  const older = olderForm(content, locate);
  return older === null ? { finding: notADocument('the document has no schema', locate) } : { document: older };
}

const notADocument = (message: string, locate: SourceDocument['locate']): Finding =>
  at(
    locate([]),
    toFinding(
      envelope,
      wholeText({ message, advice: 'Begin each document with its schema, such as "schema: drydock/Network/v1".' }),
    ),
  );
