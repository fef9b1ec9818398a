import { parseCidr } from '../ipv4.js';
import { placeIn } from '../site-model.js';
import type { Rule } from './rule.js';

export const subnetOverlap: Rule = {
  id: 'DD0108',
  aliases: [],
  title: 'Networks do not overlap',
  *check(model) {
    const subnets = [...model.networks.values()]
      .flatMap((network) => {
        const subnet = parseCidr(network.data.cidr)?.subnet;
        return subnet === undefined ? [] : [{ network, base: subnet.base, end: subnet.base + subnet.size }];
      })
      .sort((a, b) => a.base - b.base || b.end - a.end);
    let widest = subnets[0];
    for (const subnet of subnets.slice(1)) {
      if (widest === undefined) return;
      if (subnet.base < widest.end) {
        yield {
          level: 'warning',
          message: `${subnet.network.data.cidr} is inside ${widest.network.data.cidr} of the network ${widest.network.name}`,
          advice: 'Give each network a subnet of its own, unless the two never meet.',
          at: placeIn(subnet.network, 'cidr'),
        };
      }
      if (subnet.end > widest.end) widest = subnet;
    }
  },
};
