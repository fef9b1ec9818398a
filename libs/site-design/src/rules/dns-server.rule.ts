import { isIP } from 'node:net';
import { dnsOf } from '../resolve/networks.js';
import { placeIn } from '../site-model.js';
import type { Rule } from './rule.js';

export const dnsServer: Rule = {
  id: 'DD0110',
  aliases: [],
  title: 'DNS servers are addresses',
  *check(model) {
    for (const network of model.networks.values()) {
      for (const server of dnsOf(network.data).servers) {
        if (isIP(server) !== 0) continue;
        yield {
          level: 'warning',
          message: `the DNS server "${server}" is no IP address`,
          advice:
            'Write addresses, separated by commas: a node that cannot resolve names cannot find a server by its name.',
          at: placeIn(network, 'dns', 'servers'),
        };
      }
    }
  },
};
