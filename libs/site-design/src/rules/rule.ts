import type { ActionService, DriverDescription } from '@drydock/contracts';
import type { Json, SourceDocument } from '../documents/source-document.js';
import { isJsonList, isJsonObject, ownValue } from '../documents/source-document.js';
import type { SiteModel } from '../site-model.js';
import { jsonPointer, type Finding, type FindingLevel } from '../finding.js';

export interface RuleName {
  /** Stable, and never another rule's alias. */
  readonly id: string;
  /** What Drydock called it. */
  readonly aliases: readonly string[];
  readonly title: string;
}

/** The drivers that each service has announced. A service that is silent is not judged. */
export type AnnouncedDrivers = Partial<Readonly<Record<ActionService, readonly DriverDescription[]>>>;

export interface Rule extends RuleName {
  /** Why the Region cannot make its errors less than errors: what would go wrong. Others it may lower. */
  readonly fixed?: string;
  /** Whether it finds nothing as long as services are silent: that nothing is found says nothing of the design then. */
  readonly judgedByAnnouncements?: true;
  check(model: SiteModel, announced: AnnouncedDrivers): Iterable<Problem>;
}

/** A key path in a document. An element of a list is named by its index, or by its `name` or `network`. */
export interface Place {
  readonly document: SourceDocument;
  readonly path: readonly string[];
}

/** What a rule found; the rule's name and the position are added to it. */
export interface Problem {
  /** Default error. */
  readonly level?: FindingLevel;
  readonly message: string;
  readonly advice: string;
  /** null when it is about the design as a whole. */
  readonly at: Place | null;
}

export function toFinding(rule: RuleName, { level = 'error', message, advice, at }: Problem): Finding {
  const place = at === null ? null : locate(at);
  const file = place?.position?.file ?? at?.document.file;
  return {
    rule: rule.id,
    aliases: rule.aliases,
    level,
    message,
    advice,
    document: at === null ? null : { schema: at.document.schema, name: at.document.name },
    path: place === null ? '' : jsonPointer(place.path),
    line: place?.position?.line ?? null,
    column: place?.position?.column ?? null,
    ...(file === undefined ? {} : { file }),
  };
}

/** Lists by index, and the position of what is there: of a field that is missing, the position of what should have it. */
function locate({ document, path }: Place) {
  const { indexed, depth } = followed(document.content, path);
  for (let length = depth; length >= 0; length -= 1) {
    const position = document.locate(indexed.slice(0, length));
    if (position !== null) return { path: indexed, position };
  }
  return { path: indexed, position: null };
}

/** The path with list elements named by index, and how many of its keys the document has. */
export function followed(content: Json, path: readonly string[]): { indexed: string[]; depth: number } {
  const indexed: string[] = [];
  let value: Json | undefined = content;
  let depth = 0;
  for (const key of path) {
    const resolved: string = isJsonList(value) ? indexIn(value, key) : key;
    indexed.push(resolved);
    value = isJsonList(value) ? value[Number(resolved)] : isJsonObject(value) ? ownValue(value, key) : undefined;
    if (value !== undefined) depth = indexed.length;
  }
  return { indexed, depth };
}

function indexIn(list: readonly Json[], key: string): string {
  if (/^\d+$/.test(key)) return key;
  const index = list.findIndex(
    (item) => item === key || (isJsonObject(item) && (item['name'] === key || item['network'] === key)),
  );
  return index === -1 ? key : String(index);
}
