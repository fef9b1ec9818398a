import { untaggedNetworkOf, vlanOf, type Table } from './site-model.js';

/**
 * Where several networks share a link without a default network, one of them with VLAN 0 is the one without a tag: so sites
 * that were made for MAAS say it. Where several have VLAN 0, nothing is filled in, as only one of them can be it.
 */
export function withUntaggedNetworks(links: Table<'NetworkLink'>, networks: Table<'Network'>): Table<'NetworkLink'> {
  const isUntagged = (name: string): boolean => {
    const network = networks.get(name)?.data;
    return network?.vlan !== undefined && vlanOf(network) === null;
  };
  const withDefault = [...links.values()].map((link) => {
    const { trunking, allowed_networks: allowed } = link.data;
    if (trunking?.mode !== '802.1q' || untaggedNetworkOf(link.data) !== null) return link;
    const [untagged, ...others] = allowed.filter(isUntagged);
    if (untagged === undefined || others.length > 0) return link;
    return { ...link, data: { ...link.data, trunking: { ...trunking, default_network: untagged } } };
  });
  return new Map(withDefault.map((link) => [link.name, link]));
}
