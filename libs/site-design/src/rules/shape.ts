import type { ErrorObject } from 'ajv';
import type { SourceDocument } from '../documents/source-document.js';
import { isJsonObject } from '../documents/source-document.js';
import { keyPath } from '../finding.js';
import type { Problem, RuleName } from './rule.js';

export const shape: RuleName = { id: 'DD0005', aliases: ['DD001', 'DD000'], title: 'Shape of documents' };

const shownPerDocument = 50;

/** What a document's `data` is not, in words. Values are never quoted: one of them may be a secret. */
export function shapeProblems(document: SourceDocument, errors: readonly ErrorObject[]): Problem[] {
  const problems = errors.filter((error) => !isInsideChoice(error)).map((error) => problemOf(document, error));
  const hidden = problems.length - shownPerDocument;
  if (hidden <= 0) return problems;
  const rest: Problem = {
    message: `the document has ${hidden} more such errors`,
    advice: 'Correct those that are shown first.',
    at: { document, path: ['data'] },
  };
  return [...problems.slice(0, shownPerDocument), rest];
}

/** Why each part of a choice does not fit; the choice itself is reported once. */
const isInsideChoice = (error: ErrorObject): boolean => error.schemaPath.includes('/anyOf/');

function problemOf(document: SourceDocument, error: ErrorObject): Problem {
  const { message, advice, field } = wordsFor(error);
  const path = keyPath(error.instancePath);
  return { message, advice, at: { document, path: ['data', ...path, ...(field === undefined ? [] : [field])] } };
}

interface Words {
  readonly message: string;
  readonly advice: string;
  /** The field below the error's own path that is meant. */
  readonly field?: string;
}

function wordsFor(error: ErrorObject): Words {
  const params: Readonly<Record<string, unknown>> = error.params;
  const known: unknown = error.parentSchema?.['properties'];
  const description: unknown = error.parentSchema?.['description'];
  const meaning = typeof description === 'string' ? ` (${description})` : '';
  switch (error.keyword) {
    case 'additionalProperties': {
      const field = String(params['additionalProperty']);
      const fields = isJsonObject(known) ? Object.keys(known).join(', ') : '';
      return {
        message: `"${shortened(field)}" is not a known field`,
        advice: fields === '' ? 'Remove it.' : `Remove it, or use one of: ${fields}.`,
        field,
      };
    }
    case 'required':
      return {
        message: `the field "${String(params['missingProperty'])}" is missing`,
        advice: 'Add it.',
        field: String(params['missingProperty']),
      };
    case 'enum':
      return {
        message: `must be one of ${JSON.stringify(params['allowedValues'])}`,
        advice: `Use one of these values${meaning}.`,
      };
    case 'pattern':
    case 'anyOf':
      return { message: `is not what belongs here${meaning}`, advice: 'Correct the value.' };
    default:
      return { message: error.message ?? 'is not what belongs here', advice: `Correct the value${meaning}.` };
  }
}

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
