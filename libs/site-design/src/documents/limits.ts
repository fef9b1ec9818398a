/** What a site design may at most be. Ten thousand nodes need about a fifth of it. */
export const limits = {
  textLength: 32 * 1024 * 1024,
  documents: 50_000,
  /** Scalars, lists and objects of all documents, aliases counted as what they stand for. */
  values: 4_000_000,
  depth: 64,
  /** Of one submission. */
  files: 10_000,
} as const;

/** The document goes past a limit. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge';
}

/** The design has more values than all its documents together may have: nothing more of it is read. */
export class TooManyValues extends TooLarge {
  constructor() {
    super(`the design has more than ${limits.values} values`);
  }
}
