import { limits, TooLarge } from '../documents/limits.js';
import { Measures } from '../documents/measure.js';
import { tooLargeText, type Documents } from '../documents/reading.js';
import type { SourceDocument } from '../documents/source-document.js';
import type { Finding } from '../finding.js';
import { toFinding } from '../rules/rule.js';
import { Draft } from './draft.js';
import { Family } from './family.js';
import { layer } from './layering.js';
import { Layers } from './layers.js';
import { manifestRules, type Report } from './manifest-rules.js';
import { isRaw, manifestOf, titleOf, type Manifest } from './manifest.js';
import { ofOneSite } from './one-site.js';
import { ordered } from './order.js';
import { Patterns } from './pattern.js';
import { needsOf, prepareAll, type Prepared } from './preparation.js';
import { documentOf, strayedSecrets } from './rendered-document.js';
import type { Rendered } from './rendered.js';
import { substitute } from './substituting.js';
import { Work } from './work.js';

/**
 * Makes documents of a site design from the manifests of an Airship site, as Deckhand would: layered, substituted,
 * without what is abstract or replaced. Answers Drydock's documents alone; with nothing to render among them, the documents as
 * they are. The order of the documents makes no difference, and what was rendered is not changed by rendering it again.
 * Never throws.
 */
export function renderManifests(documents: readonly SourceDocument[]): Documents {
  if (!documents.some((document) => isDrydocks(document) && isRaw(document))) {
    return { documents: [...documents], findings: [] };
  }
  const findings: Finding[] = [];
  const report: Report = (rule, problem) => findings.push(toFinding(rule, problem));
  const rendering = new Rendering(ofOneSite(documents, report), report);
  try {
    rendering.run();
  } catch (error) {
    findings.push(gaveUp(error));
  }
  return { documents: rendering.documents(), findings };
}

const isDrydocks = ({ schema }: SourceDocument): boolean => schema.startsWith('drydock/');

function gaveUp(error: unknown): Finding {
  if (error instanceof TooLarge) return tooLargeText(error.message, null);
  return toFinding(manifestRules.shape, {
    message: `rendering the manifests failed: ${error instanceof Error ? error.message : String(error)}`,
    advice: 'This is a fault of Drydock, not of the manifests. Please report it with the documents.',
    at: null,
  });
}

class Rendering {
  readonly #manifests: readonly Manifest[];
  readonly #report: Report;
  readonly #isRaw: boolean;
  readonly #rendered = new Map<Manifest, Rendered>();
  readonly #work = new Work();
  readonly #patterns = new Patterns(this.#work);
  readonly #measures = new Measures();
  /** In the order in which they were submitted. */
  #wanted: readonly Manifest[];
  #isWanted: ReadonlySet<Manifest> = new Set();
  #size = { values: 0, characters: 0 };

  constructor(documents: readonly SourceDocument[], report: Report) {
    this.#manifests = documents.map(manifestOf);
    this.#report = report;
    // What Deckhand rendered still has its instructions, but nothing abstract.
    this.#isRaw = this.#manifests.some(({ isAbstract }) => isAbstract);
    this.#wanted = this.#manifests.filter(({ document, isAbstract }) => isDrydocks(document) && !isAbstract);
  }

  run(): void {
    const context = { report: this.#report, work: this.#work, isRaw: this.#isRaw };
    const sorted = this.#manifests.toSorted(byName);
    const layers = new Layers(
      sorted.map(({ document }) => document),
      context,
    );
    const family = new Family(sorted, layers, context);
    this.#wanted = this.#wanted.filter((manifest) => family.replacementOf(manifest) === null);
    this.#isWanted = new Set(this.#wanted);
    const wanted = sorted.filter((manifest) => this.#isWanted.has(manifest));
    this.#renderAll(prepareAll(wanted, family, context));
  }

  #renderAll(all: ReadonlyMap<Manifest, Prepared>): void {
    const needs = (manifest: Manifest): Manifest[] => {
      const prepared = all.get(manifest);
      return prepared === undefined ? [] : needsOf(prepared);
    };
    const { order, circular } = ordered(new Set(all.keys()), needs);
    for (const manifest of circular) {
      this.#reportCircle(manifest, needs(manifest).find((need) => circular.has(need)) ?? manifest);
      this.#rendered.set(manifest, new Draft(manifest.document, null, this.#work).finished());
    }
    for (const manifest of order) {
      const prepared = all.get(manifest);
      if (prepared !== undefined) this.#keep(manifest, this.#render(prepared));
    }
  }

  #render({ manifest, instructions, parent, sources }: Prepared): Rendered {
    const base = parent === null ? null : (this.#rendered.get(parent) ?? null);
    const draft = new Draft(manifest.document, base, this.#work);
    if (base !== null) layer(draft, instructions.actions, this.#report);
    const context = {
      report: this.#report,
      patterns: this.#patterns,
      doubt: this.#isRaw ? ('warning' as const) : ('info' as const),
    };
    for (const [substitution, from] of sources) {
      const source = this.#rendered.get(from);
      if (source !== undefined) substitute(draft, { substitution, source }, context);
    }
    return draft.finished();
  }

  /** Throws TooLarge where a document, or all that come out together, become larger than what may come in. */
  #keep(manifest: Manifest, rendered: Rendered): void {
    const { values, characters, depth } = this.#measures.of(rendered.data ?? null);
    const isOut = this.#isWanted.has(manifest) ? 1 : 0;
    this.#size = {
      values: this.#size.values + values * isOut,
      characters: this.#size.characters + characters * isOut,
    };
    const most = {
      values: Math.max(values, this.#size.values),
      characters: Math.max(characters, this.#size.characters),
    };
    if (depth >= limits.depth || most.values > limits.values || most.characters > limits.textLength) {
      throw new TooLarge(`the design becomes too large by rendering ${titleOf(manifest.document)}`);
    }
    this.#rendered.set(manifest, rendered);
    if (isOut === 0) return;
    for (const problem of strayedSecrets(rendered)) this.#report(manifestRules.secret, problem);
  }

  #reportCircle({ document }: Manifest, need: Manifest): void {
    this.#report(manifestRules.circle, {
      message: `the document is made of ${titleOf(need.document)}, and that again of it, in a circle`,
      advice: 'Take out one of the substitutions, or the parent, that make the circle.',
      at: { document, path: ['metadata'] },
    });
  }

  /** What could not be rendered is there as it was written, so that the rest of it is still checked. */
  documents(): SourceDocument[] {
    return this.#wanted.map((manifest) => {
      const rendered = this.#rendered.get(manifest);
      return documentOf(rendered ?? new Draft(manifest.document, null, this.#work).finished());
    });
  }
}

/** So that it makes no difference in which order documents came. */
function byName(a: Manifest, b: Manifest): number {
  const [one, other] = [orderKey(a), orderKey(b)];
  return one === other ? 0 : one < other ? -1 : 1;
}

const orderKey = ({ document: { schema, name }, layer: of }: Manifest): string => JSON.stringify([schema, name, of]);
