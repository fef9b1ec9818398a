import type { SecretHmac } from '@drydock/service';
import type { EffectiveDesign, EffectiveNode, EffectiveSwitch } from '@drydock/site-design';

/** Keyed HMACs of a design's credentials: by them two designs can be compared, whose seals are never the same. */
export interface CredentialFingerprints {
  /** Of the site's bootstrapper; null without one, or without a credential. */
  readonly bootstrapper: string | null;
  /** By switch. */
  readonly switches: Readonly<Record<string, string>>;
  /** By node, of its BMC. */
  readonly bmcs: Readonly<Record<string, string>>;
  /** By node, of the bootstrapper that it uses. */
  readonly bootstrappers: Readonly<Record<string, string>>;
}

type Target = { readonly credential?: unknown } | null;

/** Takes the fingerprints of a design that is not sealed yet, of its nodes as they come. */
export class Fingerprinter {
  readonly #hmac: SecretHmac;
  readonly #bmcs = new Map<string, string>();
  readonly #bootstrappers = new Map<string, string>();
  readonly #switches = new Map<string, string>();
  readonly #bootstrapper: string | null;

  constructor({ site, switches }: Omit<EffectiveDesign, 'nodes'>, hmac: SecretHmac) {
    this.#hmac = hmac;
    this.#bootstrapper = this.#of(site.bootstrapper);
    for (const { name, target } of Object.values(switches)) this.#note(this.#switches, name, target);
  }

  addNodes(nodes: readonly EffectiveNode[]): void {
    for (const { name, oob, bootstrapper } of nodes) {
      this.#note(this.#bmcs, name, oob);
      this.#note(this.#bootstrappers, name, bootstrapper);
    }
  }

  get fingerprints(): CredentialFingerprints {
    return {
      bootstrapper: this.#bootstrapper,
      switches: Object.fromEntries(this.#switches),
      bmcs: Object.fromEntries(this.#bmcs),
      bootstrappers: Object.fromEntries(this.#bootstrappers),
    };
  }

  #note(prints: Map<string, string>, name: string, target: Target): void {
    const print = this.#of(target);
    if (print !== null) prints.set(name, print);
  }

  #of(target: Target): string | null {
    return target?.credential ? this.#hmac.of(target.credential) : null;
  }
}

/** The design with the fingerprint in place of each credential; without credentials where there are no fingerprints. */
export async function withFingerprints(
  design: EffectiveDesign,
  prints: CredentialFingerprints | null,
): Promise<EffectiveDesign> {
  const { site, switches, nodes } = design;
  const node = (one: EffectiveNode): EffectiveNode => ({
    ...one,
    oob: replaced(one.oob, prints?.bmcs[one.name]),
    bootstrapper: one.bootstrapper && replaced(one.bootstrapper, prints?.bootstrappers[one.name]),
  });
  const switchOf = (one: EffectiveSwitch): EffectiveSwitch => ({
    ...one,
    target: replaced(one.target, prints?.switches[one.name]),
  });
  return {
    ...design,
    site: { ...site, bootstrapper: site.bootstrapper && replaced(site.bootstrapper, prints?.bootstrapper) },
    switches: Object.fromEntries(Object.entries(switches).map(([name, one]) => [name, switchOf(one)])),
    nodes: Object.fromEntries(await mappedInTurns(Object.values(nodes), (one) => [one.name, node(one)])),
  };
}

/** How many nodes are looked at in one turn of the event loop. */
const nodesPerTurn = 500;

async function mappedInTurns<T, R>(list: readonly T[], map: (entry: T) => R): Promise<R[]> {
  const mapped: R[] = [];
  for (let at = 0; at < list.length; at += nodesPerTurn) {
    if (at > 0) await new Promise(setImmediate);
    mapped.push(...list.slice(at, at + nodesPerTurn).map(map));
  }
  return mapped;
}

const replaced = <T extends object>(target: T, fingerprint: string | null | undefined): T =>
  fingerprint ? { ...target, credential: { fingerprint } } : { ...target, credential: undefined };
