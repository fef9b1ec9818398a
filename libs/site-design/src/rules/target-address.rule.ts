import { isAddress } from '@drydock/contracts';
import { placeIn, placeOf, switchesOf, type SiteModel } from '../site-model.js';
import type { Place, Rule } from './rule.js';

export const targetAddress: Rule = {
  id: 'DD3103',
  aliases: [],
  title: 'Addresses of targets can be used',
  fixed: 'no credential could be bound to it',
  *check(model) {
    for (const { address, place } of writtenAddresses(model)) {
      if (isAddress(address)) continue;
      yield {
        // Not quoted: what makes it none may be a password.
        message: 'what is written there is no address of a target',
        advice: 'An address is a URL or a host, in ASCII, without spaces and without an account.',
        at: place(),
      };
    }
  },
};

interface WrittenAddress {
  readonly address: string;
  readonly place: () => Place;
}

/** Those that are free text. Other BMCs have an IPv4 address of their node, and that is checked where it is read. */
function* writtenAddresses(model: SiteModel): Iterable<WrittenAddress> {
  const { region } = model;
  const site = region?.data.bootstrapper?.address;
  if (region !== null && site !== undefined) {
    yield { address: site, place: () => placeIn(region, 'bootstrapper', 'address') };
  }
  for (const { name, rack, data } of switchesOf(model)) {
    if (data.type === undefined || data.address === undefined) continue;
    yield { address: data.address, place: () => placeIn(rack, 'tor_switches', name, 'address') };
  }
  const checked = new Set<string>();
  for (const node of model.nodes.values()) {
    const { oob, bootstrapper } = node.data;
    if (bootstrapper?.address !== undefined) {
      yield { address: bootstrapper.address, place: () => placeIn(node, 'bootstrapper', 'address') };
    }
    const uri = oob?.type === 'libvirt' ? oob.libvirt_uri : undefined;
    if (uri === undefined || checked.has(uri)) continue;
    checked.add(uri);
    // A libvirt URI names the user of the SSH connection; a password in it is found by another rule.
    yield { address: uri.replace(/^([a-z+]+:\/\/)[^/@]+@/, '$1'), place: () => placeOf(node, 'oob', 'libvirt_uri') };
  }
}
