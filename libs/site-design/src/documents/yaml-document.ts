import { EVENT_ID, parseEvents, YAMLException, type Event } from 'js-yaml';
import { readPlainBlock } from './block-yaml.js';
import { limits, TooLarge, TooManyValues } from './limits.js';
import { UnreadableYaml } from './unreadable-yaml.js';
import { YamlComposer, type DuplicateKey } from './yaml-composer.js';
import { YamlPositions } from './yaml-positions.js';
import type { Json } from './source-document.js';

export interface YamlValue {
  readonly value: Json;
  readonly size: number;
  readonly duplicates: readonly DuplicateKey[];
}

const none: readonly DuplicateKey[] = [];

/** The value of a text that holds one document; null when it holds none. Throws `TooLarge` and `UnreadableYaml`. */
export function readYamlDocument(text: string, budget: number): YamlValue | null {
  const plain = readPlainBlock(text);
  if (plain === null) return readAnyYaml(text, budget);
  if (plain.size > budget) throw new TooManyValues();
  return { ...plain, duplicates: none };
}

/** The same by the whole parser, whatever the form. */
export function readAnyYaml(text: string, budget: number): YamlValue | null {
  const events = eventsOf(text);
  return events.length === 0 ? null : new YamlComposer(text, events, { next: 1, budget }).compose();
}

/** Where the values of a document stand in its text. */
export const positionsIn = (text: string): YamlPositions => new YamlPositions(text, eventsOf(text), 1);

function eventsOf(text: string): Event[] {
  if (text.length > limits.values && separatorsIn(text) > limits.values) throw new TooManyValues();
  try {
    const events = parseEvents(text, { maxDepth: limits.depth + 2 });
    const second = events.findIndex(({ type }, index) => index > 0 && type === EVENT_ID.DOCUMENT);
    if (second !== -1) throw new UnreadableYaml('a document begins where none can', 0);
    return events;
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    throw unread(error);
  }
}

/** Each value but the first stands behind one, so that the text is not parsed when there may be too many to hold. */
function separatorsIn(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; index += 1) {
    if (separators.has(text.charCodeAt(index))) count += 1;
  }
  return count;
}

const separators: ReadonlySet<number> = new Set([...'\n\r,:[{-?'].map((character) => character.charCodeAt(0)));

function unread({ reason, mark }: YAMLException): Error {
  if (reason.includes('maxDepth')) return new TooLarge(`a document is nested more than ${limits.depth} deep`);
  // What it stumbled over is quoted behind a colon or in quotes.
  return new UnreadableYaml(reason.replace(/(?:: | ").*$/s, ''), mark?.position ?? 0);
}
