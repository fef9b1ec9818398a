import type {
  ApplyNodeNetworkingParameters,
  DeviceAlias,
  Dns,
  EffectiveAddress,
  EffectiveInterface,
  EffectiveLink,
  Route,
} from '@drydock/contracts';
import { parseCidr } from '../ipv4.js';
import type { SriovData } from '../schemas/host-profile.js';
import { entriesOf, isLeftAlone, type DesignedNode, type SiteModel } from '../site-model.js';
import { aliasesOf, memberAliases, type DeviceAliases } from './devices.js';
import { dnsOf, type SiteNetworks } from './networks.js';
import { remembered } from '../remembered.js';

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
  /** By the aliases of a hardware profile, those that are members. */
  readonly devices: Map<DeviceAliases, DeviceAlias[]>;
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
    const { interfaces, members, places, devices: known } = this.#interfacesOf(node.data.interfaces);
    const aliases = aliasesOf(node, this.#model);
    const devices = remembered(known, aliases, () => memberAliases(members, aliases));
    const addressing = addressesOf(node, places);
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
      const places = interfaces.flatMap((each) => placesOf(each, this.#site));
      return { interfaces, members, places, devices: new Map() };
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

/** Fields in order, as canonical JSON has them: these are written for every node. */
function addressesOf({ data }: DesignedNode, places: readonly Place[]): EffectiveAddress[] {
  const addresses: EffectiveAddress[] = [];
  for (const { network, interface: name, vlan, prefix } of places) {
    const before = addresses.length;
    for (const entry of data.addressing) {
      if (entry.network !== network) continue;
      const isDhcp = entry.address === 'dhcp';
      const address = isDhcp ? null : `${entry.address}/${prefix}`;
      addresses.push({ address, interface: name, network, type: isDhcp ? 'dhcp' : 'static', vlan });
    }
    if (addresses.length === before) addresses.push({ address: null, interface: name, network, type: 'none', vlan });
  }
  return addresses;
}
