import { formatAddress, parseCidr } from '../ipv4.js';
import { placeIn } from '../site-model.js';
import type { Rule } from './rule.js';

export const cidrValidity: Rule = {
  id: 'DD2006',
  aliases: [],
  title: 'CIDR validity',
  *check(model) {
    for (const network of model.networks.values()) {
      const parsed = parseCidr(network.data.cidr);
      if (parsed === null || !parsed.hasHostBits) continue;
      yield {
        message: `${network.data.cidr} is an address inside a subnet, not a subnet`,
        advice: `Write ${formatAddress(parsed.subnet.base)}/${parsed.subnet.prefix}.`,
        at: placeIn(network, 'cidr'),
      };
    }
  },
};
