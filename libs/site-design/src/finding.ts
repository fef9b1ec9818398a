export const findingLevels = ['error', 'warning', 'info'] as const;
/** A design with an `error` is not accepted. */
export type FindingLevel = (typeof findingLevels)[number];

/** Which document of the site design is meant. */
export interface DocumentReference {
  /** Such as `drydock/Network/v1`. */
  readonly schema: string;
  readonly name: string;
}

/** A problem found in a design: what is wrong, what to do about it, and where it was written. */
export interface Finding {
  /** The rule's id; it never changes and never equals another rule's old id. */
  readonly rule: string;
  /** What Drydock called the rule. */
  readonly aliases: readonly string[];
  readonly level: FindingLevel;
  readonly message: string;
  readonly advice: string;
  /** null when the finding is about the whole design, or the text is no document at all. */
  readonly document: DocumentReference | null;
  /** JSON pointer below the document, such as `/data/cidr`; empty for the document itself. */
  readonly path: string;
  /** Counted from 1, in the text that was read; null when the documents were not read from text. */
  readonly line: number | null;
  readonly column: number | null;
  /** The file that line and column are in, where the design came as several. */
  readonly file?: string;
}

/** A key path as a JSON pointer (RFC 6901): `['data', 'a/b']` → `/data/a~1b`. */
export const jsonPointer = (path: readonly string[]): string =>
  path.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** A JSON pointer as a key path. */
export const keyPath = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));

/** What Drydock called the rule, as v1.0 answers say it; its id where it is new. */
export const oldIdOf = ({ rule, aliases }: Pick<Finding, 'rule' | 'aliases'>): string => aliases[0] ?? rule;

export const hasErrors = (findings: readonly Finding[]): boolean =>
  findings.some((finding) => finding.level === 'error');
