import type {
  ApplyNodeNetworkingParameters,
  Dns,
  EffectiveAddress,
  EffectiveInterface,
  EffectiveLink,
  Route,
} from '@drydock/contracts';
import { parseCidr } from '../ipv4.js';
import type { AddressData } from '../schemas/baremetal-node.js';
import type { SriovData } from '../schemas/host-profile.js';
import { entriesOf, isLeftAlone, type DesignedNode, type SiteModel } from '../site-model.js';
import { aliasesOf, memberAliases } from './devices.js';
import { dnsOf, type SiteNetworks } from './networks.js';

const everywhere = '0.0.0.0/0';

type Interfaces = DesignedNode['data']['interfaces'];

/** A network of an interface, as nodes with an address in it have it. */
interface Place {
  readonly network: string;
  readonly interface: string;
  readonly vlan: number | null;
  readonly prefix: number;
}

interface ResolvedInterfaces {
  readonly interfaces: EffectiveInterface[];
  readonly members: readonly string[];
  readonly places: readonly Place[];
}

/**
 * What the operating systems of nodes should have: interfaces and links that are labelled noconfig are left out, and so is
 * the BMC's network. What nodes share is resolved once, and is one object in all of them.
 */
export class NodeNetworking {
  readonly #model: SiteModel;
  readonly #site: SiteNetworks;
  readonly #interfaces = new Map<Interfaces, ResolvedInterfaces>();
  readonly #routes = new Map<string, Route[]>();
  readonly #dns = new Map<string | null, Dns>();

  constructor(model: SiteModel, site: SiteNetworks) {
    this.#model = model;
    this.#site = site;
  }

  of(node: DesignedNode): ApplyNodeNetworkingParameters {
    const { interfaces, members, places } = this.#interfacesOf(node.data.interfaces);
    const devices = memberAliases(members, aliasesOf(node, this.#model));
    const addressing = places.flatMap((place) => addressesAt(place, node.data.addressing));
    const primary = this.#primaryNetworkOf(node);
    return {
      interfaces,
      ...(devices.length === 0 ? {} : { devices }),
      addressing,
      primaryNetwork: primary,
      routes: this.#routesOf(addressing, primary),
      dns: remembered(this.#dns, primary, () =>
        dnsOf(primary === null ? undefined : this.#model.networks.get(primary)?.data),
      ),
    };
  }

  #primaryNetworkOf({ data }: DesignedNode): string | null {
    const name = data.primary_network;
    return name !== undefined && this.#model.networks.has(name) ? name : null;
  }

  #interfacesOf(authored: Interfaces): ResolvedInterfaces {
    return remembered(this.#interfaces, authored, () => {
      const interfaces = interfacesOf(authored, this.#site);
      const members = interfaces.flatMap((each) => each.members);
      return { interfaces, members, places: interfaces.flatMap((each) => placesOf(each, this.#site)) };
    });
  }

  /** The routes of every network that the node has an address in; default routes of the primary network alone. */
  #routesOf(addressing: readonly EffectiveAddress[], primary: string | null): Route[] {
    const used = addressing.filter(({ type }) => type !== 'none').map(({ network }) => network);
    // No name has a space.
    return remembered(this.#routes, `${primary ?? ''} ${used.join(' ')}`, () =>
      [...new Set(used)].flatMap((name) =>
        (this.#site.networks.get(name)?.routes ?? []).filter(({ subnet }) => subnet !== everywhere || name === primary),
      ),
    );
  }
}

function remembered<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  const value = known.get(key);
  if (value !== undefined) return value;
  const made = make();
  known.set(key, made);
  return made;
}

function interfacesOf(authored: Interfaces, site: SiteNetworks): EffectiveInterface[] {
  return entriesOf(authored).flatMap(([name, data]) => {
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

function placesOf(each: EffectiveInterface, site: SiteNetworks): Place[] {
  const networks = [...(each.untaggedNetwork === null ? [] : [each.untaggedNetwork]), ...each.taggedNetworks];
  return networks.flatMap((name) => {
    const network = site.networks.get(name);
    if (network === undefined) return [];
    const vlan = name === each.untaggedNetwork ? null : network.vlan;
    return [{ network: name, interface: each.name, vlan, prefix: parseCidr(network.cidr)?.subnet.prefix ?? 32 }];
  });
}

function addressesAt(place: Place, addressing: readonly AddressData[]): EffectiveAddress[] {
  const { network, interface: name, vlan, prefix } = place;
  const addresses: EffectiveAddress[] = [];
  for (const entry of addressing) {
    if (entry.network !== network) continue;
    const isDhcp = entry.address === 'dhcp';
    const address = isDhcp ? null : `${entry.address}/${prefix}`;
    addresses.push({ network, interface: name, vlan, type: isDhcp ? 'dhcp' : 'static', address });
  }
  return addresses.length > 0 ? addresses : [{ network, interface: name, vlan, type: 'none', address: null }];
}
