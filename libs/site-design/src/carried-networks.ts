import { entriesOf, isLeftAlone, type SiteModel } from './site-model.js';

/** Link → the networks that interfaces of nodes have on it. A link that no interface has is not in it. */
export function carriedNetworks(model: SiteModel): ReadonlyMap<string, ReadonlySet<string>> {
  const carried = new Map<string, Set<string>>();
  for (const { value } of model.distinct.interfaces) {
    for (const [, data] of entriesOf(value)) {
      const { device_link: link, networks = [] } = data;
      if (link === undefined || isLeftAlone(data) || isLeftAlone(model.links.get(link)?.data)) continue;
      const before = carried.get(link) ?? new Set();
      carried.set(link, before);
      for (const network of networks) before.add(network);
    }
  }
  return carried;
}
