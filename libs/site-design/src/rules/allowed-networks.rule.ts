import { entriesOf, placeIn, placeOf } from '../site-model.js';
import type { Rule } from './rule.js';

export const allowedNetworks: Rule = {
  id: 'DD1007',
  aliases: [],
  title: 'Networks are on the link that allows them',
  *check(model) {
    const owners = new Map<string, string>();
    const allowed = new Map<string, ReadonlySet<string>>();
    for (const link of model.links.values()) {
      allowed.set(link.name, new Set(link.data.allowed_networks));
      for (const name of new Set(link.data.allowed_networks)) {
        const owner = owners.get(name);
        if (owner !== undefined) {
          yield {
            message: `the network ${name} is allowed on the link ${owner} too`,
            advice: 'A network is on one link.',
            at: placeIn(link, 'allowed_networks', name),
          };
        }
        owners.set(name, link.name);
      }
    }
    for (const { node, value } of model.distinct.interfaces) {
      for (const [name, { device_link: link, networks = [] }] of entriesOf(value)) {
        const here = link === undefined ? undefined : allowed.get(link);
        if (here === undefined) continue;
        for (const network of networks.filter((each) => !here.has(each))) {
          yield {
            message: `the link ${link ?? ''} of interface ${name} does not allow the network ${network}`,
            advice: `Add it to allowed_networks of the link, or take it off the interface.`,
            at: placeOf(node, 'interfaces', name, 'networks', network),
          };
        }
      }
    }
  },
};
