import { canonicalAddress } from '@drydock/contracts';
import type { EffectiveDesign, EffectiveNode } from '../effective.js';

export type SiteThing =
  'site' | 'bootstrapper' | 'network' | 'link' | 'image' | 'repository' | 'hardware profile' | 'switch' | 'rack';

/** Which nodes have to do with what of the site, in either of two designs. Made once, in one pass over the nodes. */
export class TouchedNodes {
  readonly #byThing = new Map<string, Set<string>>();

  constructor(...designs: readonly EffectiveDesign[]) {
    for (const design of designs) for (const node of Object.values(design.nodes)) this.#note(node, design);
  }

  /** Names in order. */
  of(kind: SiteThing, name: string): string[] {
    return [...(this.#byThing.get(keyOf(kind, name)) ?? [])].sort();
  }

  #note(node: EffectiveNode, { site }: EffectiveDesign): void {
    const note = (kind: SiteThing, name: string | null): void => {
      if (name === null) return;
      const key = keyOf(kind, name);
      const known = this.#byThing.get(key);
      if (known) known.add(node.name);
      else this.#byThing.set(key, new Set([node.name]));
    };
    note('site', '');
    if (node.bootstrapper?.address === site.bootstrapper?.address) note('bootstrapper', '');
    else if (node.bootstrapper) note('bootstrapper', canonicalAddress(node.bootstrapper.address));
    for (const { link, untaggedNetwork, taggedNetworks } of node.networking.interfaces) {
      note('link', link);
      for (const network of [untaggedNetwork, ...taggedNetworks]) note('network', network);
    }
    if (node.bootMac !== null) note('network', site.provisioningNetwork);
    for (const attachment of node.attachments) note('switch', attachment.switch);
    note('image', node.image);
    note('hardware profile', node.hardwareProfile);
    note('rack', node.rack);
  }
}

const keyOf = (kind: SiteThing, name: string): string => `${kind}/${name}`;
