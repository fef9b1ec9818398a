import type { DesignedNode, SiteModel } from '../site-model.js';

/** The domain of the node's primary network; `local` where nothing says otherwise. */
export function domainOf(node: DesignedNode, model: SiteModel): string {
  const primary = node.data.primary_network;
  return (primary === undefined ? undefined : model.networks.get(primary)?.data.dns?.domain) ?? 'local';
}

/** Fully qualified. */
export const hostnameOf = (node: DesignedNode, model: SiteModel): string => `${node.name}.${domainOf(node, model)}`;
