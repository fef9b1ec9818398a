import {
  isJsonList,
  isJsonObject,
  ownValue,
  type Json,
  type JsonObject,
  type SourceDocument,
} from '../documents/source-document.js';
import { parseDataPath, type DataPath } from './data-path.js';
import { manifestRules, type Report } from './manifest-rules.js';
import { objectIn } from './manifest.js';

const methods = ['merge', 'replace', 'delete'] as const;

/** What a document does with the data that it inherits. */
export interface LayeringAction {
  readonly method: (typeof methods)[number];
  readonly path: DataPath;
  /** Where it is written. */
  readonly at: readonly string[];
}

/** Fetches a value from another document. */
export interface Substitution {
  readonly schema: string;
  readonly name: string;
  readonly path: DataPath;
  /** The part of the source's text that is meant, by regular expression; null for all of it. */
  readonly pattern: string | null;
  readonly matchGroup: number;
  readonly destinations: readonly Destination[];
  readonly at: readonly string[];
}

export interface Destination {
  readonly path: DataPath;
  /** What to replace in the text that is there, by regular expression; null to put the value there. */
  readonly pattern: string | null;
  /** How many levels below the path texts are looked for, -1 for all; null for the text at the path alone. */
  readonly depth: number | null;
  readonly at: readonly string[];
}

export interface Instructions {
  readonly actions: readonly LayeringAction[];
  readonly substitutions: readonly Substitution[];
}

/** More than that has no document of a real site by far. */
const instructionsAtMost = 2000;

/** Reads what a document wants done with it; what cannot be read is reported and left out. */
export function instructionsOf(document: SourceDocument, report: Report): Instructions {
  const reading = new Reading(document, report);
  const metadata = objectIn(document.content, 'metadata');
  const layering = objectIn(metadata, 'layeringDefinition');
  reading.envelope(metadata, layering);
  const actions = reading.list(ownValue(layering, 'actions'), ['metadata', 'layeringDefinition', 'actions']);
  const substitutions = reading.list(ownValue(metadata, 'substitutions'), ['metadata', 'substitutions']);
  return {
    actions: actions.flatMap((entry) => reading.action(entry)),
    substitutions: substitutions.flatMap((entry) => reading.substitution(entry)),
  };
}

interface Entry {
  readonly value: Json;
  readonly at: readonly string[];
}

class Reading {
  #entries = 0;

  constructor(
    private readonly document: SourceDocument,
    private readonly report: Report,
  ) {}

  envelope(metadata: JsonObject, layering: JsonObject): void {
    const at = ['metadata', 'layeringDefinition'];
    this.expect(ownValue(metadata, 'layeringDefinition'), { at, what: 'an object', is: isJsonObject });
    this.expect(ownValue(layering, 'abstract'), { at: [...at, 'abstract'], what: 'true or false', is: isBoolean });
    this.expect(ownValue(layering, 'layer'), { at: [...at, 'layer'], what: 'the name of a layer', is: isText });
    this.expect(ownValue(layering, 'parentSelector'), {
      at: [...at, 'parentSelector'],
      what: 'an object of labels',
      is: isJsonObject,
    });
    this.expect(ownValue(metadata, 'labels'), { at: ['metadata', 'labels'], what: 'an object', is: isJsonObject });
    this.expect(ownValue(metadata, 'replacement'), {
      at: ['metadata', 'replacement'],
      what: 'true or false',
      is: isBoolean,
    });
  }

  list(value: Json | undefined, at: readonly string[]): Entry[] {
    if (value === undefined || value === null) return [];
    if (!isJsonList(value)) return this.wrong(at, 'this is not a list');
    this.#entries += value.length;
    if (this.#entries > instructionsAtMost) {
      return this.wrong(at, `the document has more than ${instructionsAtMost} instructions`);
    }
    return value.map((entry, index) => ({ value: entry, at: [...at, String(index)] }));
  }

  action({ value, at }: Entry): LayeringAction[] {
    const entry = isJsonObject(value) ? value : {};
    const method = methods.find((known) => known === ownValue(entry, 'method'));
    if (method === undefined) return this.wrong([...at, 'method'], `an action is one of ${methods.join(', ')}`);
    return this.path(entry, at).map((path) => ({ method, path: path[0] === 'data' ? path.slice(1) : path, at }));
  }

  substitution({ value, at }: Entry): Substitution[] {
    const entry = isJsonObject(value) ? value : {};
    const source = objectIn(entry, 'src');
    const schema = ownValue(source, 'schema');
    const name = ownValue(source, 'name');
    const matchGroup = ownValue(source, 'match_group') ?? 0;
    const from = [...at, 'src'];
    if (!isText(schema) || !isText(name)) return this.wrong(from, 'a source has a schema and a name');
    if (!isWhole(matchGroup) || matchGroup < 0)
      return this.wrong([...from, 'match_group'], 'a group is a number from 0');
    const pattern = this.pattern(source, from);
    const destinations = this.destinations(ownValue(entry, 'dest'), [...at, 'dest']);
    if (pattern === undefined) return [];
    return this.path(source, from).map((path) => ({ schema, name, path, pattern, matchGroup, destinations, at }));
  }

  private destinations(value: Json | undefined, at: readonly string[]): Destination[] {
    const entries = isJsonList(value) ? this.list(value, at) : [{ value: value ?? null, at }];
    return entries.flatMap((entry) => this.destination(entry));
  }

  private destination({ value, at }: Entry): Destination[] {
    const entry = isJsonObject(value) ? value : {};
    const pattern = this.pattern(entry, at);
    const recurse = ownValue(entry, 'recurse');
    const depth = isJsonObject(recurse) ? ownValue(recurse, 'depth') : recurse;
    if (depth !== undefined && depth !== null && (!isWhole(depth) || depth < -1)) {
      return this.wrong([...at, 'recurse'], 'recurse has a depth: -1 for all levels, or their number');
    }
    if (pattern === undefined) return [];
    return this.path(entry, at).map((path) => ({ path, pattern, depth: depth ?? null, at }));
  }

  /** undefined where it is none, which is reported. */
  private pattern(holder: JsonObject, at: readonly string[]): string | null | undefined {
    const pattern = ownValue(holder, 'pattern') ?? null;
    if (pattern === null || isText(pattern)) return pattern;
    this.wrong([...at, 'pattern'], 'a pattern is a text');
    return undefined;
  }

  private path(holder: JsonObject, at: readonly string[]): DataPath[] {
    const text = ownValue(holder, 'path');
    const path = isText(text) ? parseDataPath(text) : null;
    if (path !== null) return [path];
    return this.wrong([...at, 'path'], 'this is not a path of keys and indices, such as .interfaces.bond0.slaves[0]');
  }

  private expect(
    value: Json | undefined,
    { at, what, is }: { at: readonly string[]; what: string; is: (value: unknown) => boolean },
  ): void {
    if (value !== undefined && value !== null && !is(value)) this.wrong(at, `this is not ${what}`);
  }

  private wrong(at: readonly string[], message: string): [] {
    const advice = 'docs/site-design.md says what layering and substitutions look like.';
    this.report(manifestRules.shape, { message, advice, at: { document: this.document, path: at } });
    return [];
  }
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
const isWhole = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value);
