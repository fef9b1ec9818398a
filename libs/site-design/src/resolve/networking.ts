import type {
  ApplyNodeNetworkingParameters,
  EffectiveAddress,
  EffectiveInterface,
  EffectiveLink,
  Route,
} from '@drydock/contracts';
import { parseCidr } from '../ipv4.js';
import type { SriovData } from '../schemas/host-profile.js';
import { entriesOf, isLeftAlone, type DesignedNode, type SiteModel } from '../site-model.js';
import { aliasesOf, memberAliases } from './devices.js';
import { dnsOf, type SiteNetworks } from './networks.js';

const everywhere = '0.0.0.0/0';

/** What the operating system of a node should have: interfaces and links that are labelled noconfig are left out, and so is the BMC's network. */
export function nodeNetworking(
  node: DesignedNode,
  model: SiteModel,
  site: SiteNetworks,
): ApplyNodeNetworkingParameters {
  const interfaces = interfacesOf(node, site);
  const devices = memberAliases(
    interfaces.flatMap(({ members }) => members),
    aliasesOf(node, model),
  );
  const addressing = interfaces.flatMap((each) => addressesOf(node, each, site));
  const primary = primaryNetworkOf(node, model);
  return {
    interfaces,
    ...(devices.length === 0 ? {} : { devices }),
    addressing,
    primaryNetwork: primary,
    routes: routesOf(addressing, primary, site),
    dns: dnsOf(primary === null ? undefined : model.networks.get(primary)?.data),
  };
}

const primaryNetworkOf = ({ data }: DesignedNode, model: SiteModel): string | null =>
  data.primary_network !== undefined && model.networks.has(data.primary_network) ? data.primary_network : null;

function interfacesOf(node: DesignedNode, site: SiteNetworks): EffectiveInterface[] {
  return entriesOf(node.data.interfaces).flatMap(([name, data]) => {
    const link = data.device_link === undefined ? undefined : site.links.get(data.device_link);
    if (link === undefined || isLeftAlone(link) || isLeftAlone(data)) return [];
    const members = [...(data.slaves ?? [])];
    return [{ name, members, ...networksOn(link, data.networks ?? []), ...virtualFunctions(data.sriov) }];
  });
}

function virtualFunctions(data: SriovData | undefined): Pick<EffectiveInterface, 'sriov'> {
  if (data?.vf_count === undefined) return {};
  return { sriov: { vfCount: data.vf_count, trusted: data.trustedmode ?? data.trustmode ?? false } };
}

function networksOn(
  link: EffectiveLink,
  networks: readonly string[],
): Omit<EffectiveInterface, 'name' | 'members' | 'sriov'> {
  const untagged = networks.find((name) => name === link.defaultNetwork) ?? null;
  return {
    link: link.name,
    mtu: link.mtu,
    bonding: link.bonding,
    untaggedNetwork: untagged,
    taggedNetworks: networks.filter((name) => name !== untagged),
  };
}

function addressesOf(node: DesignedNode, each: EffectiveInterface, site: SiteNetworks): EffectiveAddress[] {
  const networks = [...(each.untaggedNetwork === null ? [] : [each.untaggedNetwork]), ...each.taggedNetworks];
  return networks.flatMap((name): EffectiveAddress[] => {
    const network = site.networks.get(name);
    if (network === undefined) return [];
    const vlan = name === each.untaggedNetwork ? null : network.vlan;
    const place = { network: name, interface: each.name, vlan };
    const entries = node.data.addressing.filter((entry) => entry.network === name);
    if (entries.length === 0) return [{ ...place, type: 'none', address: null }];
    const prefix = parseCidr(network.cidr)?.subnet.prefix ?? 32;
    return entries.map(({ address }) =>
      address === 'dhcp'
        ? { ...place, type: 'dhcp', address: null }
        : { ...place, type: 'static', address: `${address}/${prefix}` },
    );
  });
}

/** The routes of every network that the node has an address in; default routes of the primary network alone. */
function routesOf(addressing: readonly EffectiveAddress[], primary: string | null, site: SiteNetworks): Route[] {
  const used = new Set(addressing.filter(({ type }) => type !== 'none').map(({ network }) => network));
  return [...used].flatMap((name) =>
    (site.networks.get(name)?.routes ?? []).filter(({ subnet }) => subnet !== everywhere || name === primary),
  );
}
