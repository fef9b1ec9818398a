import { contains, parseAddress, parseCidr, type Subnet } from '../ipv4.js';
import type { NetworkData } from '../schemas/network.js';
import { placeIn, placeOf, type Authored, type SiteModel } from '../site-model.js';
import type { Problem, Rule } from './rule.js';

export const addressLocality: Rule = {
  id: 'DD0101',
  aliases: ['DD2002'],
  title: 'Addresses are inside their network',
  *check(model) {
    for (const network of model.networks.values()) {
      const subnet = parseCidr(network.data.cidr)?.subnet;
      if (subnet !== undefined) yield* insideNetwork(network, subnet);
    }
    yield* nodeAddresses(model);
  },
};

function* insideNetwork(network: Authored<NetworkData>, subnet: Subnet): Iterable<Problem> {
  const { cidr, ranges = [], routes = [] } = network.data;
  for (const [index, { start, end }] of ranges.entries()) {
    const [first, last] = [parseAddress(start), parseAddress(end)];
    if (first === null || last === null) continue;
    if (!contains(subnet, first) || !contains(subnet, last)) {
      yield {
        level: 'warning',
        message: `the range ${start} to ${end} is not inside ${cidr}`,
        advice: 'Correct the range or the CIDR.',
        at: placeIn(network, 'ranges', String(index)),
      };
    } else if (first > last) {
      yield {
        level: 'warning',
        message: `the range ${start} to ${end} ends before it starts`,
        advice: 'Swap start and end.',
        at: placeIn(network, 'ranges', String(index)),
      };
    }
  }
  for (const [index, { gateway }] of routes.entries()) {
    const address = gateway === undefined ? null : parseAddress(gateway);
    const at = placeIn(network, 'routes', String(index), 'gateway');
    if (gateway === undefined) {
      yield { message: 'the route has no gateway', advice: `Add a gateway inside ${cidr}.`, at };
    } else if (address !== null && !contains(subnet, address)) {
      yield {
        message: `the gateway ${gateway} is not inside ${cidr}`,
        advice: 'A gateway is reached directly: use an address of this network.',
        at,
      };
    }
  }
}

function* nodeAddresses(model: SiteModel): Iterable<Problem> {
  const subnets = new Map([...model.networks].map(([name, { data }]) => [name, parseCidr(data.cidr)?.subnet]));
  for (const node of model.nodes.values()) {
    for (const { network, address } of node.data.addressing) {
      const value = parseAddress(address);
      const subnet = subnets.get(network);
      if (value === null || subnet === undefined || contains(subnet, value)) continue;
      yield {
        message: `${address} is not inside the network ${network} (${model.networks.get(network)?.data.cidr ?? ''})`,
        advice: 'Correct the address or the network.',
        at: placeOf(node, 'addressing', network, 'address'),
      };
    }
  }
}
