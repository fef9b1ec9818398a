import { domainOf } from '../resolve/hostname.js';
import { placeIn, type DesignedNode, type SiteModel } from '../site-model.js';
import type { Place, Problem, Rule } from './rule.js';

const label = /^[A-Za-z0-9-]{1,63}$/;
const rightName = /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/;

export const hostname: Rule = {
  id: 'DD3003',
  aliases: [],
  title: 'Host names',
  *check(model) {
    const rightDomains = new Set<string>();
    const owners = new Map<string, string>();
    for (const node of model.nodes.values()) {
      const domain = domainOf(node, model);
      if (!rightName.test(node.name)) yield* labels(node.name, namePlace(node));
      if (!rightDomains.has(domain)) {
        if (rightName.test(domain)) rightDomains.add(domain);
        else yield* labels(domain, domainPlace(node, model));
      }
      if (node.name.length + domain.length >= 255) {
        yield {
          message: `the host name of ${node.name}, with its domain, is longer than 255 characters`,
          advice: 'Shorten one of them.',
          at: namePlace(node),
        };
      }
      const key = node.name.toLowerCase();
      const owner = owners.get(key);
      if (owner === undefined) owners.set(key, node.name);
      else {
        yield {
          level: 'warning',
          message: `the nodes ${owner} and ${node.name} differ in capital letters alone: as host names they are the same`,
          advice: 'Rename one of them.',
          at: namePlace(node),
        };
      }
    }
  },
};

function* labels(name: string, at: Place): Iterable<Problem> {
  for (const part of name.split('.')) {
    if (!label.test(part)) {
      yield {
        message: `"${part}" cannot be part of a host name`,
        advice: 'Use 1 to 63 letters, digits and hyphens.',
        at,
      };
    } else if (part.startsWith('-') || part.endsWith('-')) {
      yield {
        level: 'warning',
        message: `"${part}" has a hyphen at an end, which many systems refuse in a host name`,
        advice: 'Begin and end with a letter or digit.',
        at,
      };
    }
  }
}

const namePlace = (node: DesignedNode): Place => ({ document: node.document, path: ['metadata', 'name'] });

function domainPlace(node: DesignedNode, model: SiteModel): Place {
  const primary = model.networks.get(node.data.primary_network ?? '');
  return primary === undefined ? namePlace(node) : placeIn(primary, 'dns', 'domain');
}
