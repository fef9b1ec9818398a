import { isJsonList, ownValue, type SourceDocument } from '../documents/source-document.js';
import { canonicalJson } from '../digest.js';
import { manifestRules, type Report } from './manifest-rules.js';
import { objectIn, type Manifest } from './manifest.js';

const policySchema = 'deckhand/LayeringPolicy/';
const advice = 'One document deckhand/LayeringPolicy/v1 names the layers in data.layerOrder, the most general first.';

/** The order of the layers, from the LayeringPolicy. */
export class Layers {
  readonly #order: ReadonlyMap<string, number> | null;
  #missingReported = false;

  constructor(
    documents: readonly SourceDocument[],
    private readonly context: { readonly report: Report; readonly isRaw: boolean },
  ) {
    const policies = documents.filter(({ schema }) => schema.startsWith(policySchema));
    const orders = policies.map((policy) => ({ policy, order: this.#read(policy) }));
    const [first, ...others] = orders;
    this.#order = first?.order ?? null;
    for (const { policy } of others.filter(({ order }) => canonical(order) !== canonical(first?.order))) {
      this.#wrong(policy, 'another LayeringPolicy has another order of layers');
    }
  }

  /** Of a document that must be in a layer, counted from the most general; null where it is in none, which is reported. */
  indexOf(manifest: Manifest): number | null {
    const index = this.indexIn(manifest);
    if (index !== null) return index;
    if (this.#order === null) this.#reportMissing();
    else this.#reportLayer(manifest);
    return null;
  }

  indexIn({ layer }: Manifest): number | null {
    return layer === null ? null : (this.#order?.get(layer) ?? null);
  }

  #read(policy: SourceDocument): ReadonlyMap<string, number> | null {
    const order = ownValue(objectIn(policy.content, 'data'), 'layerOrder');
    const names = isJsonList(order) ? order.filter((layer) => typeof layer === 'string') : [];
    const isOrder = isJsonList(order) && names.length === order.length && new Set(names).size === names.length;
    if (isOrder && names.length > 0) return new Map(names.map((name, index) => [name, index]));
    this.#wrong(policy, 'this is not an order of layers: a list of names, each once');
    return null;
  }

  #wrong(document: SourceDocument, message: string): void {
    this.context.report(manifestRules.layers, { message, advice, at: { document, path: ['data', 'layerOrder'] } });
  }

  #reportMissing(): void {
    if (this.#missingReported || !this.context.isRaw) return;
    this.#missingReported = true;
    const message = 'documents inherit from others, but no LayeringPolicy says in which order their layers are';
    this.context.report(manifestRules.layers, { message, advice, at: null });
  }

  #reportLayer({ document, layer }: Manifest): void {
    this.context.report(manifestRules.layers, {
      message:
        layer === null
          ? 'the document selects a parent, but is in no layer'
          : `the layer "${layer}" is not one of the LayeringPolicy`,
      advice,
      at: { document, path: ['metadata', 'layeringDefinition', 'layer'] },
    });
  }
}

const canonical = (order: ReadonlyMap<string, number> | null | undefined): string =>
  canonicalJson([...(order?.keys() ?? [])]);
