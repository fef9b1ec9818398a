import type { NetworkData } from '../schemas/network.js';
import { placeIn, type Authored, type SiteModel } from '../site-model.js';
import type { Problem, Rule } from './rule.js';

export const routes: Rule = {
  id: 'DD0111',
  aliases: [],
  title: 'Routes lead somewhere',
  *check(model) {
    const domains = new Map<string, number>();
    for (const { data } of model.networks.values()) {
      if (data.routedomain !== undefined) domains.set(data.routedomain, (domains.get(data.routedomain) ?? 0) + 1);
    }
    for (const network of model.networks.values()) {
      yield* eachRoute(network, domains);
      yield* wayIntoDomain(network, domains);
    }
    yield* defaultRoutes(model);
  },
};

function* eachRoute(network: Authored<NetworkData>, domains: ReadonlyMap<string, number>): Iterable<Problem> {
  const seen = new Set<string>();
  for (const [index, { subnet, routedomain, metric }] of (network.data.routes ?? []).entries()) {
    const at = placeIn(network, 'routes', String(index));
    if (subnet === undefined && routedomain === undefined) {
      yield {
        level: 'warning',
        message: 'the route says nothing of where it leads',
        advice: 'Set subnet, or routedomain.',
        at,
      };
      continue;
    }
    if (subnet === undefined && routedomain !== undefined && !domains.has(routedomain)) {
      yield {
        level: 'warning',
        message: `no network is in the route domain ${routedomain}, so the route leads nowhere`,
        advice: 'Set routedomain on its networks, or correct the name.',
        at: placeIn(network, 'routes', String(index), 'routedomain'),
      };
    }
    const key = `${subnet ?? routedomain ?? ''} ${metric ?? ''}`;
    if (seen.has(key)) {
      yield {
        level: 'warning',
        message: `there are two routes to ${subnet ?? routedomain ?? ''} with the same metric`,
        advice: 'Leave one, or give them different metrics.',
        at,
      };
    }
    seen.add(key);
  }
}

/** Nodes in a network of a route domain reach the others by a route that the network itself has. */
function* wayIntoDomain(network: Authored<NetworkData>, domains: ReadonlyMap<string, number>): Iterable<Problem> {
  const { routedomain: domain, routes: own = [] } = network.data;
  if (domain === undefined || (domains.get(domain) ?? 0) < 2) return;
  if (own.some(({ routedomain, gateway }) => routedomain === domain && gateway !== undefined)) return;
  yield {
    level: 'warning',
    message: `the network is in the route domain ${domain}, but has no gateway to the others in it`,
    advice: `Add a route with routedomain: ${domain} and a gateway.`,
    at: placeIn(network, 'routedomain'),
  };
}

function* defaultRoutes(model: SiteModel): Iterable<Problem> {
  const primaries = new Set([...model.nodes.values()].map(({ data }) => data.primary_network));
  for (const network of model.networks.values()) {
    if (!primaries.has(network.name)) continue;
    if ((network.data.routes ?? []).some(({ subnet }) => subnet === '0.0.0.0/0')) continue;
    yield {
      level: 'info',
      message: `the network ${network.name} is primary, but has no default route`,
      advice: 'Add a route to 0.0.0.0/0, if nodes are to reach more than their own networks.',
      at: placeIn(network, 'routes'),
    };
  }
}
