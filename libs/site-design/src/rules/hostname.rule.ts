import { domainOf } from '../resolve/hostname.js';
import { placeIn, type DesignedNode, type SiteModel } from '../site-model.js';
import type { Place, Problem, Rule } from './rule.js';

const label = /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;

export const hostname: Rule = {
  id: 'DD3003',
  aliases: [],
  title: 'Host names',
  *check(model) {
    for (const node of model.nodes.values()) {
      const domain = domainOf(node, model);
      const at = { document: node.document, path: ['metadata', 'name'] };
      yield* labels(node.name, at);
      yield* labels(domain, domainPlace(node, model) ?? at);
      if (node.name.length + domain.length < 255) continue;
      yield {
        message: `the host name of ${node.name}, with its domain, is longer than 255 characters`,
        advice: 'Shorten one of them.',
        at,
      };
    }
  },
};

function* labels(name: string, at: Place): Iterable<Problem> {
  for (const part of name.split('.').filter((each) => !label.test(each))) {
    yield {
      message: `"${part}" cannot be part of a host name`,
      advice: 'Use 1 to 63 letters, digits and hyphens, with a letter or digit at both ends.',
      at,
    };
  }
}

function domainPlace(node: DesignedNode, model: SiteModel): Place | undefined {
  const primary = model.networks.get(node.data.primary_network ?? '');
  return primary === undefined ? undefined : placeIn(primary, 'dns', 'domain');
}
