import type { Family } from './family.js';
import { instructionsOf, type Instructions, type Substitution } from './instructions.js';
import { manifestRules, type Report } from './manifest-rules.js';
import { titleOf, type Manifest } from './manifest.js';

/** A manifest with all that it is made of. */
export interface Prepared {
  readonly manifest: Manifest;
  readonly instructions: Instructions;
  /** What it inherits from; null for nothing. */
  readonly parent: Manifest | null;
  readonly sources: ReadonlyMap<Substitution, Manifest>;
}

export interface PreparationContext {
  readonly report: Report;
  readonly isRaw: boolean;
}

/**
 * The manifests with all that they need, however far away: of the charts and secrets of a site only those that something
 * of Drydock's is made of.
 */
export function prepareAll(
  wanted: readonly Manifest[],
  family: Family,
  context: PreparationContext,
): ReadonlyMap<Manifest, Prepared> {
  const prepared = new Map<Manifest, Prepared>();
  const open = [...wanted];
  for (const manifest of open) {
    if (prepared.has(manifest)) continue;
    const ready = prepare(manifest, family, context);
    prepared.set(manifest, ready);
    open.push(...needsOf(ready));
  }
  return prepared;
}

export const needsOf = ({ parent, sources }: Prepared): Manifest[] => [
  ...(parent === null ? [] : [parent]),
  ...sources.values(),
];

function prepare(manifest: Manifest, family: Family, context: PreparationContext): Prepared {
  const instructions = instructionsOf(manifest.document, context.report);
  const parent = family.parentOf(manifest);
  family.checkReplacement(manifest);
  const sources = new Map<Substitution, Manifest>();
  for (const substitution of instructions.substitutions) {
    const source = sourceOf(manifest, { substitution, family }, context);
    if (source !== null) sources.set(substitution, source);
  }
  return { manifest, instructions, parent: instructions.actions.length === 0 ? null : parent, sources };
}

function sourceOf(
  { document }: Manifest,
  { substitution, family }: { readonly substitution: Substitution; readonly family: Family },
  { report, isRaw }: PreparationContext,
): Manifest | null {
  const { concrete, isAbstract } = family.sourcesNamed(substitution.schema, substitution.name);
  const [source, ...others] = concrete;
  if (source !== undefined && others.length === 0) return source;
  const named = titleOf(substitution);
  const isMissing = source === undefined && !isAbstract;
  report(manifestRules.source, {
    level: isMissing && !isRaw ? 'warning' : 'error',
    message: isMissing
      ? `there is no document ${named}`
      : isAbstract
        ? `${named} is abstract, and nothing can be taken from it`
        : `there are ${concrete.length} documents ${named}`,
    advice: 'Add the one document that this substitution takes from, or correct its schema and name.',
    at: { document, path: [...substitution.at, 'src'] },
  });
  return null;
}
