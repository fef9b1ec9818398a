import type { EffectiveDesign, EffectiveNode, Finding, SourceDocument } from '@drydock/site-design';
import type { HandedOver, Part, RefusedBody } from './handed-over.js';

type Is<T> = (value: unknown) => value is T;

const decoder = new TextDecoder();

export const textOf = (part: Part): string => decoder.decode(part);

/** The values of lists, one list in a turn of the event loop. */
export async function* takenFrom<T>(parts: readonly Part[], is: Is<T>): AsyncGenerator<T[]> {
  for (const part of parts) {
    yield take(part, (value): value is T[] => Array.isArray(value) && value.every(is));
    await new Promise(setImmediate);
  }
}

export async function allTakenFrom<T>(parts: readonly Part[], is: Is<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const some of takenFrom(parts, is)) all.push(...some);
  return all;
}

export function take<T>(part: Part, is: Is<T>): T {
  const value: unknown = JSON.parse(textOf(part));
  if (!is(value)) throw new Error('the thread that compiles designs handed over something else');
  return value;
}

const has = (value: unknown, ...fields: readonly string[]): boolean =>
  typeof value === 'object' && value !== null && fields.every((field) => field in value);

// Our own thread wrote it a moment ago: what is asked is only which of the things it is.
export const isDocument: Is<Omit<SourceDocument, 'locate'>> = (value): value is Omit<SourceDocument, 'locate'> =>
  has(value, 'schema', 'name', 'content');
export const isNode: Is<EffectiveNode> = (value): value is EffectiveNode => has(value, 'name', 'digest', 'oob');
export const isSite: Is<Omit<EffectiveDesign, 'nodes'>> = (value): value is Omit<EffectiveDesign, 'nodes'> =>
  has(value, 'digest', 'site', 'racks', 'switches');
export const isFinding: Is<Finding> = (value): value is Finding => has(value, 'rule', 'level', 'message');
export const isHandedOver: Is<HandedOver> = (value): value is HandedOver =>
  has(value, 'findings', 'design', 'nodes', 'documents', 'documentsDigest', 'secretDocuments');
export const isRefused: Is<RefusedBody> = (value): value is RefusedBody => has(value, 'refused');
