import type { ErrorObject } from 'ajv';
import { isJsonList, isJsonObject, ownValue, type Json, type SourceDocument } from '../documents/source-document.js';
import { keyPath } from '../finding.js';
import { isOpen } from '../schemas/schema.js';
import type { Problem, RuleName } from './rule.js';

export const shape: RuleName = { id: 'DD0005', aliases: ['DD001', 'DD000'], title: 'Shape of documents' };

const shownPerDocument = 50;

/** What a document's `data` is not, in words. Values are never quoted: one of them may be a secret. */
export function shapeProblems(document: SourceDocument, errors: readonly ErrorObject[]): Problem[] {
  return firstOf(
    errors.filter((error) => !isInsideChoice(error)).map((error) => problemOf(document, error)),
    document,
  );
}

/** Fields that Drydock leaves to others, in data that has the right shape. */
export function fieldsForOthers(document: SourceDocument, schema: unknown): Problem[] {
  const paths: string[][] = [];
  findUnknown(schema, document.content['data'] ?? null, { path: ['data'], report: (path) => paths.push(path) });
  if (paths.length === 0) return none;
  const problems = paths.map((path): Problem => {
    const message = `"${shortened(path.at(-1) ?? '')}" is not a known field, and does nothing here`;
    return {
      level: 'warning',
      message,
      advice: 'Nothing is to be done where another program takes it from here; otherwise correct or remove it.',
      at: { document, path },
    };
  });
  return firstOf(problems, document);
}

const none: Problem[] = [];

interface Search {
  /** Where the search is. */
  readonly path: string[];
  readonly report: (path: string[]) => void;
}

/** Written for the document that has no such field, as nearly all do. */
function findUnknown(schema: unknown, data: Json, search: Search): void {
  if (!isJsonObject(schema)) return;
  if (isJsonList(data)) findInList(schema['items'], data, search);
  if (!isJsonObject(data)) return;
  const known = schema['properties'];
  const { path, report } = search;
  for (const key in data) {
    const field = isJsonObject(known) ? ownValue(known, key) : undefined;
    path.push(key);
    if (field === undefined && isOpen(schema)) report([...path]);
    else findUnknown(field ?? schema['additionalProperties'], data[key] ?? null, search);
    path.pop();
  }
}

function findInList(items: unknown, list: readonly Json[], search: Search): void {
  if (!isJsonObject(items) || !isOpen(items)) return;
  for (const [index, item] of list.entries()) {
    search.path.push(String(index));
    findUnknown(items, item, search);
    search.path.pop();
  }
}

function firstOf(problems: readonly Problem[], document: SourceDocument): Problem[] {
  const hidden = problems.length - shownPerDocument;
  if (hidden <= 0) return [...problems];
  const rest: Problem = {
    ...(problems[0]?.level === undefined ? {} : { level: problems[0].level }),
    message: `the document has ${hidden} more such ${problems[0]?.level ?? 'error'}s`,
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
