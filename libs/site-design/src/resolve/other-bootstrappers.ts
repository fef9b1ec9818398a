import { canonicalAddress, type NodeTarget } from '@drydock/contracts';
import type { OtherBootstrapper } from '../effective.js';
import type { SiteModel } from '../site-model.js';
import { bootstrapperTarget } from './target.js';

/** The bootstrappers that nodes name for themselves and that are not the site's, each once, by address. */
export function otherBootstrappersOf(
  model: SiteModel,
  ofSite: NodeTarget | null,
): Pick<OtherBootstrapper, 'name' | 'target'>[] {
  const site = ofSite && canonicalAddress(ofSite.address);
  const found = new Map<string, NodeTarget>();
  for (const { data } of model.nodes.values()) {
    if (data.bootstrapper === undefined) continue;
    const target = bootstrapperTarget(data.bootstrapper);
    const name = canonicalAddress(target.address);
    if (name !== site && !found.has(name)) found.set(name, target);
  }
  return [...found].map(([name, target]) => ({ name, target }));
}
