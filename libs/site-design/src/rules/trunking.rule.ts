import type { NetworkLinkData } from '../schemas/network-link.js';
import { drivesSwitches, placeIn, untaggedNetworkOf, vlanOf, type Authored, type SiteModel } from '../site-model.js';
import type { Problem, Rule } from './rule.js';

export const trunking: Rule = {
  id: 'DD0102',
  aliases: ['DD2004'],
  title: 'Network trunking',
  *check(model) {
    const switchesDriven = drivesSwitches(model);
    for (const link of model.links.values()) {
      if ((link.data.trunking?.mode ?? 'disabled') === '802.1q') yield* trunk(link, model);
      else yield* singleNetwork(link, model, switchesDriven);
    }
  },
};

type Link = Authored<NetworkLinkData>;

function* singleNetwork(link: Link, model: SiteModel, switchesDriven: boolean): Iterable<Problem> {
  const untagged = untaggedNetworkOf(link.data);
  const vlan = untagged === null ? null : vlanOf(model.networks.get(untagged)?.data);
  if (link.data.allowed_networks.length > 1) {
    yield {
      message: 'more than one network is allowed on a link without trunking',
      advice: 'Set trunking.mode to 802.1q, or leave one network.',
      at: placeIn(link, 'allowed_networks'),
    };
  }
  if (untagged === null) {
    yield {
      message: 'a link without trunking must say which network it carries',
      advice: 'Set trunking.default_network.',
      at: placeIn(link, 'trunking', 'default_network'),
    };
  } else if (vlan !== null && !switchesDriven) {
    yield {
      message: `the network ${untagged} has VLAN id ${vlan}, but the link carries it without a tag`,
      advice: "Take the VLAN id off the network, or tell Drydock about the racks' switches, which then need it.",
      at: placeIn(link, 'trunking', 'default_network'),
    };
  }
}

function* trunk(link: Link, model: SiteModel): Iterable<Problem> {
  const untagged = untaggedNetworkOf(link.data);
  const owners = new Map<number, string>();
  for (const name of link.data.allowed_networks) {
    const network = model.networks.get(name);
    if (network === undefined) continue;
    const vlan = vlanOf(network.data);
    const at = placeIn(link, 'allowed_networks', name);
    if (vlan === null) {
      if (name !== untagged) {
        yield {
          message: `the network ${name} needs a VLAN id: it is not the default network of the link`,
          advice: `Give it a vlan, or make it trunking.default_network.`,
          at,
        };
      }
      continue;
    }
    const owner = owners.get(vlan);
    if (owner !== undefined && owner !== name) {
      yield {
        message: `the networks ${owner} and ${name} have the same VLAN id ${vlan}`,
        advice: 'Networks on one link need different VLAN ids.',
        at,
      };
    }
    owners.set(vlan, name);
  }
}
