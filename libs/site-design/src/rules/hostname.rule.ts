import { hostnameOf } from '../resolve/hostname.js';
import { placeIn } from '../site-model.js';
import type { Rule } from './rule.js';

const label = /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;

export const hostname: Rule = {
  id: 'DD3003',
  aliases: [],
  title: 'Host names',
  *check(model) {
    for (const node of model.nodes.values()) {
      const fqdn = hostnameOf(node, model);
      const at = { document: node.document, path: ['metadata', 'name'] };
      if (fqdn.length > 255) {
        yield {
          message: `the host name ${fqdn.slice(0, 60)}… is longer than 255 characters`,
          advice: 'Shorten it.',
          at,
        };
      }
      for (const part of fqdn.split('.').filter((each) => !label.test(each))) {
        const network = node.name.split('.').includes(part) ? undefined : node.data.primary_network;
        const primary = network === undefined ? undefined : model.networks.get(network);
        yield {
          message: `"${part}" cannot be part of a host name (${fqdn})`,
          advice: 'Use 1 to 63 letters, digits and hyphens, with a letter or digit at both ends.',
          at: primary === undefined ? at : placeIn(primary, 'dns', 'domain'),
        };
      }
    }
  },
};
