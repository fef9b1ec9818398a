import { placeIn, untaggedNetworkOf } from '../site-model.js';
import type { Problem, Rule } from './rule.js';

export const mtu: Rule = {
  id: 'DD0104',
  aliases: ['DD2003'],
  title: 'MTU',
  *check(model) {
    for (const authored of [...model.links.values(), ...model.networks.values()]) {
      const value = authored.data.mtu;
      if (value === undefined || (value >= 1280 && value <= 65536)) continue;
      yield {
        message: `an MTU of ${value} bytes does not work`,
        advice: 'Use 1280 to 65536.',
        at: placeIn(authored, 'mtu'),
      };
    }
    for (const link of model.links.values()) {
      const untagged = untaggedNetworkOf(link.data);
      for (const name of new Set([...link.data.allowed_networks, ...(untagged === null ? [] : [untagged])])) {
        const network = model.networks.get(name);
        const limit = link.data.mtu ?? 1500;
        if (network?.data.mtu === undefined || network.data.mtu <= limit) continue;
        const problem: Problem = {
          message: `the MTU ${network.data.mtu} is larger than ${limit}, that of the link ${link.name}`,
          advice: 'Lower it, or raise that of the link.',
          at: placeIn(network, 'mtu'),
        };
        yield name === untagged ? problem : { ...problem, level: 'warning' };
      }
    }
  },
};
