import type { Bonding, Dns, EffectiveLink, EffectiveNetwork, Route } from '@drydock/contracts';
import type { BondingData, NetworkLinkData } from '../schemas/network-link.js';
import type { NetworkData } from '../schemas/network.js';
import { untaggedNetworkOf, vlanOf, type Authored, type SiteModel } from '../site-model.js';
import { labelsOf } from './labels.js';

const defaultMtu = 1500;

export interface SiteNetworks {
  readonly networks: ReadonlyMap<string, EffectiveNetwork>;
  readonly links: ReadonlyMap<string, EffectiveLink>;
  /** Route domain → the CIDRs of its networks. */
  readonly routeDomains: ReadonlyMap<string, string[]>;
}

export function siteNetworks(model: SiteModel): SiteNetworks {
  const links = new Map([...model.links.values()].map((link) => [link.name, effectiveLink(link)]));
  const linkOf = new Map<string, EffectiveLink>();
  for (const link of links.values()) {
    for (const name of link.allowedNetworks) if (!linkOf.has(name)) linkOf.set(name, link);
  }
  const routeDomains = new Map<string, string[]>();
  for (const { data } of model.networks.values()) {
    if (data.routedomain === undefined) continue;
    routeDomains.set(data.routedomain, [...(routeDomains.get(data.routedomain) ?? []), data.cidr]);
  }
  const networks = [...model.networks.values()].map((network): [string, EffectiveNetwork] => {
    const mtu = network.data.mtu ?? linkOf.get(network.name)?.mtu ?? defaultMtu;
    return [network.name, effectiveNetwork(network, mtu, routeDomains)];
  });
  return { networks: new Map(networks), links, routeDomains };
}

function effectiveNetwork(
  { name, data }: Authored<NetworkData>,
  mtu: number,
  routeDomains: ReadonlyMap<string, readonly string[]>,
): EffectiveNetwork {
  return {
    name,
    cidr: data.cidr,
    vlan: vlanOf(data),
    mtu,
    ...(data.routedomain === undefined ? {} : { routeDomain: data.routedomain }),
    ranges: (data.ranges ?? []).map(({ type, start, end }) => ({ type, start, end })),
    routes: routesOf(data, routeDomains),
    dns: dnsOf(data),
    ...(data.dhcp_relay?.upstream_target === undefined ? {} : { dhcpRelay: data.dhcp_relay.upstream_target }),
    labels: labelsOf(data.labels),
  };
}

/** A route to a route domain is a route to each of its networks but this one. */
function routesOf(data: NetworkData, routeDomains: ReadonlyMap<string, readonly string[]>): Route[] {
  return (data.routes ?? []).flatMap(({ subnet, routedomain, gateway, metric }) => {
    if (gateway === undefined) return [];
    const members = routedomain === undefined ? [] : (routeDomains.get(routedomain) ?? []);
    const subnets = subnet === undefined ? members.filter((cidr) => cidr !== data.cidr) : [subnet];
    return subnets.map((to) => ({ subnet: to, gateway, ...(metric === undefined ? {} : { metric }) }));
  });
}

export function dnsOf(data: NetworkData | undefined): Dns {
  const servers = data?.dns?.servers ?? [];
  const list = typeof servers === 'string' ? servers.split(',') : servers;
  return {
    domain: data?.dns?.domain ?? 'local',
    servers: list.map((server) => server.trim()).filter((server) => server !== ''),
  };
}

const effectiveLink = ({ name, data }: Authored<NetworkLinkData>): EffectiveLink => ({
  name,
  bonding: effectiveBonding(data.bonding ?? {}),
  mtu: data.mtu ?? defaultMtu,
  trunking: data.trunking?.mode ?? 'disabled',
  defaultNetwork: untaggedNetworkOf(data),
  allowedNetworks: [...data.allowed_networks],
  labels: labelsOf(data.labels),
});

function effectiveBonding(data: BondingData): Bonding {
  const mode = data.mode === 'balanced-rr' ? 'balance-rr' : (data.mode ?? 'disabled');
  if (mode === 'disabled') return { mode };
  const timing = {
    monitorRate: data.mon_rate ?? 100,
    upDelay: data.up_delay ?? 200,
    downDelay: data.down_delay ?? 200,
  };
  if (mode !== '802.3ad') return { mode, ...timing };
  return { mode, hash: data.hash ?? 'layer3+4', peerRate: data.peer_rate ?? 'fast', ...timing };
}
