import { carriedNetworks } from '../carried-networks.js';
import type { NetworkLinkData } from '../schemas/network-link.js';
import { drivesSwitches, placeIn, untaggedNetworkOf, vlanOf, type Authored, type SiteModel } from '../site-model.js';
import type { Problem, Rule } from './rule.js';

export const trunking: Rule = {
  id: 'DD0102',
  aliases: ['DD2004'],
  title: 'Network trunking',
  *check(model) {
    const switchesAreOurs = drivesSwitches(model);
    const carried = carriedNetworks(model);
    for (const link of model.links.values()) {
      yield* defaultNotAllowed(link);
      if ((link.data.trunking?.mode ?? 'disabled') === '802.1q') {
        const used = carried.get(link.name) ?? none;
        yield* untaggedBesides(link, model, used);
        yield* sharedVlans(link, model, used);
      } else {
        yield* singleNetwork(link);
        // A switch that Drydock sets needs to know which VLAN it is that the node sees without a tag.
        if (!switchesAreOurs) yield* taggedAlone(link, model);
      }
    }
  },
};

type Link = Authored<NetworkLinkData>;

const none: ReadonlySet<string> = new Set();

function* defaultNotAllowed({ data, ...link }: Link): Iterable<Problem> {
  const untagged = untaggedNetworkOf(data);
  if (untagged === null || data.allowed_networks.includes(untagged)) return;
  yield {
    level: 'warning',
    message: `the default network ${untagged} is not among the networks that the link allows, so no interface can have it`,
    advice: 'Add it to allowed_networks, or correct the name.',
    at: placeIn(link, 'trunking', 'default_network'),
  };
}

function* singleNetwork(link: Link): Iterable<Problem> {
  if (link.data.allowed_networks.length > 1) {
    yield {
      message: 'more than one network is allowed on a link without trunking',
      advice: 'Set trunking.mode to 802.1q, or leave one network.',
      at: placeIn(link, 'allowed_networks'),
    };
  }
  if (untaggedNetworkOf(link.data) === null) {
    yield {
      message: 'a link without trunking must say which network it carries',
      advice: 'Set trunking.default_network.',
      at: placeIn(link, 'trunking', 'default_network'),
    };
  }
}

function* taggedAlone(link: Link, model: SiteModel): Iterable<Problem> {
  const untagged = untaggedNetworkOf(link.data);
  const vlan = untagged === null ? null : vlanOf(model.networks.get(untagged)?.data);
  if (vlan === null) return;
  yield {
    message: `the network ${untagged ?? ''} has VLAN id ${vlan}, but the link carries it without a tag`,
    advice: "Take the VLAN id off the network, or describe the racks' switches for Drydock to drive, which need it.",
    at: placeIn(link, 'trunking', 'default_network'),
  };
}

/** An error where an interface of a node has it; else nothing is ever configured for it. */
function* untaggedBesides(link: Link, model: SiteModel, used: ReadonlySet<string>): Iterable<Problem> {
  const untagged = untaggedNetworkOf(link.data);
  for (const name of link.data.allowed_networks) {
    const network = model.networks.get(name);
    if (network === undefined || name === untagged || vlanOf(network.data) !== null) continue;
    yield {
      level: used.has(name) ? 'error' : 'warning',
      message: `the network ${name} needs a VLAN id: it is not the default network of the link`,
      advice: 'Give it a vlan, or make it trunking.default_network.',
      at: placeIn(link, 'allowed_networks', name),
    };
  }
}

/** Two tagged networks may share a VLAN, if that is meant; one that travels both with and without its tag cannot work. */
function* sharedVlans(link: Link, model: SiteModel, used: ReadonlySet<string>): Iterable<Problem> {
  const untagged = untaggedNetworkOf(link.data);
  const owners = new Map<number, string>();
  for (const name of link.data.allowed_networks) {
    const vlan = vlanOf(model.networks.get(name)?.data);
    if (vlan === null) continue;
    const owner = owners.get(vlan);
    if (owner !== undefined && owner !== name) {
      const clash = (owner === untagged || name === untagged) && used.has(owner) && used.has(name);
      yield {
        level: clash ? 'error' : 'warning',
        message: `the networks ${owner} and ${name} have the same VLAN id ${vlan}`,
        advice: 'Give them different VLAN ids.',
        at: placeIn(link, 'allowed_networks', name),
      };
    }
    owners.set(vlan, name);
  }
}
