import type { Json } from '../documents/source-document.js';
import { ownValue } from '../documents/source-document.js';
import { manifestRules, type Report } from './manifest-rules.js';
import { titleOf, type Manifest } from './manifest.js';
import type { Layers } from './layers.js';
import type { Work } from './work.js';

/** What comparing labels costs, in steps of work. */
const comparison = 10;

const selectorOf = ['metadata', 'layeringDefinition', 'parentSelector'];

/** Who inherits from whom, who takes whose place, and which document is meant by a schema and a name. */
export class Family {
  readonly #byName = new Map<string, Manifest[]>();
  readonly #byLabel = new Map<string, Manifest[]>();
  readonly #selected = new Map<Manifest, Manifest | null>();
  readonly #replacements = new Map<string, Map<Manifest, Manifest[]>>();

  constructor(
    manifests: readonly Manifest[],
    private readonly layers: Layers,
    private readonly context: { readonly report: Report; readonly work: Work; readonly isRaw: boolean },
  ) {
    for (const manifest of manifests) {
      add(this.#byName, nameKey(manifest.document), manifest);
      for (const [label, value] of Object.entries(manifest.labels))
        add(this.#byLabel, labelKey(manifest, label, value), manifest);
    }
  }

  /** The document to inherit from: the one that the selector means, or what takes its place. */
  parentOf(manifest: Manifest): Manifest | null {
    const selected = this.#parentSelectedBy(manifest);
    const replacement = selected === null ? null : this.replacementOf(selected);
    return replacement === null || replacement === manifest ? selected : replacement;
  }

  replacementOf(manifest: Manifest): Manifest | null {
    return this.#replacementsOf(nameKey(manifest.document)).get(manifest)?.[0] ?? null;
  }

  /** Documents that a substitution with this schema and name may mean. */
  sourcesNamed(schema: string, name: string): { readonly concrete: readonly Manifest[]; readonly isAbstract: boolean } {
    const named = this.#byName.get(nameKey({ schema, name })) ?? [];
    this.context.work.spend(named.length);
    const concrete = named.filter((manifest) => !manifest.isAbstract && this.replacementOf(manifest) === null);
    return { concrete, isAbstract: concrete.length === 0 && named.length > 0 };
  }

  /** Replacement goes by both sides: the same name and the word `replacement`, or neither; and one level deep. */
  checkReplacement(manifest: Manifest): void {
    const parent = this.#parentSelectedBy(manifest);
    const hasName = parent?.document.name === manifest.document.name;
    if (manifest.isReplacement && parent === null) {
      const message = 'the document replaces another, but has no parent to replace';
      if (this.context.isRaw) this.#wrongReplacement(manifest, message);
    } else if (manifest.isReplacement && !hasName) {
      this.#wrongReplacement(manifest, 'the document replaces another, which has another name');
    } else if (!manifest.isReplacement && hasName) {
      this.#wrongReplacement(manifest, 'the document has the name of its parent, but does not say that it replaces it');
    } else if (manifest.isReplacement && parent?.isReplacement) {
      this.#wrongReplacement(manifest, 'the document replaces one that is a replacement itself');
    } else if (manifest.isReplacement && parent !== null && this.#rivals(manifest, parent) > 1) {
      this.#wrongReplacement(manifest, 'several documents replace the same one');
    }
  }

  #rivals(manifest: Manifest, parent: Manifest): number {
    return this.#replacementsOf(nameKey(manifest.document)).get(parent)?.length ?? 0;
  }

  #replacementsOf(key: string): ReadonlyMap<Manifest, Manifest[]> {
    const known = this.#replacements.get(key);
    if (known !== undefined) return known;
    const replacements = new Map<Manifest, Manifest[]>();
    this.#replacements.set(key, replacements);
    for (const manifest of this.#byName.get(key) ?? []) {
      const parent = manifest.isReplacement ? this.#parentSelectedBy(manifest) : null;
      if (parent?.document.name === manifest.document.name) add(replacements, parent, manifest);
    }
    return replacements;
  }

  #parentSelectedBy(manifest: Manifest): Manifest | null {
    const known = this.#selected.get(manifest);
    if (known !== undefined) return known;
    const selected = this.#select(manifest);
    this.#selected.set(manifest, selected);
    return selected;
  }

  #select(manifest: Manifest): Manifest | null {
    const selector = Object.entries(manifest.parentSelector);
    const own = selector.length === 0 ? null : this.layers.indexOf(manifest);
    if (own === null) return null;
    const candidates = this.#labelled(manifest, selector).flatMap((candidate) => {
      const layer = this.layers.indexIn(candidate);
      return layer !== null && layer < own ? [{ candidate, layer }] : [];
    });
    const closest = candidates.reduce((nearest, { layer }) => Math.max(nearest, layer), 0);
    const [parent, ...others] = candidates.filter(({ layer }) => layer === closest);
    if (parent !== undefined && others.length === 0) return parent.candidate;
    this.#noParent(manifest, candidates.length === 0 ? 0 : others.length + 1);
    return null;
  }

  /** Documents of the same schema with all those labels. */
  #labelled(manifest: Manifest, selector: readonly [string, Json][]): Manifest[] {
    const lists = selector.map(([label, value]) => this.#byLabel.get(labelKey(manifest, label, value)) ?? []);
    const shortest = lists.reduce((short, list) => (list.length < short.length ? list : short));
    this.context.work.spend(shortest.length * selector.length * comparison);
    return shortest.filter((candidate) =>
      selector.every(([label, value]) => ownValue(candidate.labels, label) === value),
    );
  }

  #noParent(manifest: Manifest, found: number): void {
    const { report, isRaw } = this.context;
    const missing = isRaw ? 'warning' : 'info';
    report(manifestRules.parent, {
      level: found === 0 ? missing : 'error',
      message:
        found === 0
          ? 'no document of this schema in a layer above has these labels; nothing is inherited'
          : `${found} documents in the closest layer above have these labels`,
      advice: 'Choose labels that one document of the same schema, in a layer above, has.',
      at: { document: manifest.document, path: selectorOf },
    });
  }

  #wrongReplacement(manifest: Manifest, message: string): void {
    this.context.report(manifestRules.replacement, {
      message,
      advice: `A replacement says "replacement: true", and has the name and schema of its parent: here ${titleOf(manifest.document)}.`,
      at: { document: manifest.document, path: ['metadata', 'replacement'] },
    });
  }
}

const nameKey = ({ schema, name }: { readonly schema: string; readonly name: string }): string =>
  JSON.stringify([schema, name]);

const labelKey = ({ document }: Manifest, label: string, value: Json): string =>
  JSON.stringify([document.schema, label, typeof value === 'object' ? null : value]);

function add<K>(map: Map<K, Manifest[]>, key: K, manifest: Manifest): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [manifest]);
  else list.push(manifest);
}
