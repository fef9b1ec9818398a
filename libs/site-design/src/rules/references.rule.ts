import type { FindingLevel } from '../finding.js';
import type { Kind } from '../schemas/kinds.js';
import { entriesOf, placeIn, placeOf, type DesignedNode, type SiteModel } from '../site-model.js';
import type { Place, Problem, Rule } from './rule.js';

/** A name that a document mentions, and what must have it. */
interface Mention {
  readonly kind: Kind;
  readonly name: string | null | undefined;
  /** Looked up for the few that are wrong alone. */
  readonly at: () => Place;
  /** Default error. */
  readonly level?: FindingLevel;
}

export const references: Rule = {
  id: 'DD0010',
  aliases: [],
  title: 'Names that are mentioned exist',
  *check(model) {
    for (const { kind, name, at, level } of mentions(model)) {
      if (typeof name !== 'string' || model.isWritten(kind, name)) continue;
      const problem: Problem = {
        message: `the ${kind} "${name}" is not in the design`,
        advice: `Add a ${kind} document of that name, or correct the name.`,
        at: at(),
      };
      yield level === undefined ? problem : { ...problem, level };
    }
  },
};

function* mentions(model: SiteModel): Iterable<Mention> {
  const { region } = model;
  if (region !== null) {
    const name = region.data.provisioning_network;
    yield { kind: 'Network', name, at: () => placeIn(region, 'provisioning_network') };
  }
  for (const link of model.links.values()) {
    const name = link.data.trunking?.default_network;
    yield { kind: 'Network', name, at: () => placeIn(link, 'trunking', 'default_network') };
    for (const allowed of link.data.allowed_networks) {
      const at = () => placeIn(link, 'allowed_networks', allowed);
      yield { kind: 'Network', name: allowed, at, level: 'warning' };
    }
  }
  for (const rack of model.racks.values()) {
    for (const name of rack.data.local_networks ?? []) {
      yield { kind: 'Network', name, at: () => placeIn(rack, 'local_networks', name), level: 'warning' };
    }
  }
  for (const node of model.nodes.values()) yield* mentionsOf(node, model);
}

function* mentionsOf(node: DesignedNode, model: SiteModel): Iterable<Mention> {
  const { data } = node;
  const at =
    (...path: string[]) =>
    () =>
      placeOf(node, ...path);
  yield { kind: 'HardwareProfile', name: data.hardware_profile, at: at('hardware_profile') };
  // Without it the node has no default route and no domain, but it can be deployed.
  yield { kind: 'Network', name: data.primary_network, at: at('primary_network'), level: 'warning' };
  yield { kind: 'Network', name: data.oob?.network, at: at('oob', 'network') };
  if (model.racks.size > 0) {
    yield { kind: 'Rack', name: data.metadata?.rack, at: at('metadata', 'rack'), level: 'warning' };
  }
  for (const { network } of data.addressing) {
    yield { kind: 'Network', name: network, at: at('addressing', network) };
  }
  for (const [name, { device_link: link, networks = [] }] of entriesOf(data.interfaces)) {
    yield { kind: 'NetworkLink', name: link, at: at('interfaces', name, 'device_link') };
    for (const network of networks) {
      yield { kind: 'Network', name: network, at: at('interfaces', name, 'networks', network) };
    }
  }
}
