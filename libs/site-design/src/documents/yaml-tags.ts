import type { MappingEvent, ScalarEvent, SequenceEvent } from 'js-yaml';
import { scalarValue } from './yaml-scalars.js';
import { UnreadableYaml } from './unreadable-yaml.js';
import type { Json } from './source-document.js';

const prefix = '!<tag:yaml.org,2002:';

/** `!!str` → `str`. Only tags of values that JSON has are known: no dates, no bytes, nothing of a programming language. */
function nameOf(text: string, { tagStart, tagEnd }: { tagStart: number; tagEnd: number }): string {
  const written = text.slice(tagStart, tagEnd);
  if (written === '!') return '!';
  if (written.startsWith('!!')) return written.slice(2);
  return written.startsWith(prefix) ? written.slice(prefix.length, -1) : '';
}

export function taggedScalar(text: string, event: ScalarEvent, written: string): Json {
  const value = scalarValue(written);
  switch (nameOf(text, event)) {
    case '!':
    case 'str':
      return written;
    case 'int':
      if (Number.isInteger(value)) return value;
      break;
    case 'float':
      if (typeof value === 'number') return value;
      break;
    case 'bool':
      if (typeof value === 'boolean') return value;
      break;
    case 'null':
      if (value === null) return value;
      break;
    default:
      throw unknownTag(event.tagStart);
  }
  throw new UnreadableYaml('a value is not what its tag (!!) says', event.tagStart);
}

export function taggedCollection(text: string, event: SequenceEvent | MappingEvent, name: 'seq' | 'map'): void {
  if (event.tagStart === -1) return;
  const tag = nameOf(text, event);
  if (tag !== name && tag !== '!') throw unknownTag(event.tagStart);
}

/** Its name is not said: a password that begins with ! looks like a tag. */
const unknownTag = (offset: number): UnreadableYaml =>
  new UnreadableYaml('a tag (!) that no site design may use; a text that begins with ! needs quotes', offset);
