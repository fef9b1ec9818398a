import { carriedNetworks } from '../carried-networks.js';
import type { FindingLevel } from '../finding.js';
import type { HostProfileData } from '../schemas/host-profile.js';
import type { Kind } from '../schemas/kinds.js';
import { isLeftAlone, placeIn, placeOf, type DesignedNode, type SiteModel } from '../site-model.js';
import type { Place, Problem, Rule } from './rule.js';

export const references: Rule = {
  id: 'DD0010',
  aliases: [],
  title: 'Names that are mentioned exist',
  fixed: 'what refers to nothing cannot be resolved',
  *check(model) {
    yield* ofTheSite(model);
    for (const node of model.nodes.values()) yield* ofNode(node, model);
    for (const { node, value } of model.distinct.interfaces) {
      yield* ofInterfaces(node, value, model);
    }
  },
};

interface Spot extends Place {
  /** Default error. */
  readonly level?: FindingLevel;
}

/** Places are made for the few names that are wrong alone: a node has a dozen that are right. */
const missing = (kind: Kind, name: string, { level = 'error', ...at }: Spot): Problem => ({
  level,
  message: `the ${kind} "${name}" is not in the design`,
  advice: `Add a ${kind} document of that name, or correct the name.`,
  at,
});

function* ofTheSite(model: SiteModel): Iterable<Problem> {
  const { region } = model;
  const provisioning = region?.data.provisioning_network;
  if (region !== null && provisioning !== undefined && !model.isWritten('Network', provisioning)) {
    yield missing('Network', provisioning, placeIn(region, 'provisioning_network'));
  }
  const carried = carriedNetworks(model);
  for (const link of model.links.values()) {
    const untagged = link.data.trunking?.default_network;
    if (typeof untagged === 'string' && !model.isWritten('Network', untagged)) {
      const level = carried.has(link.name) ? 'error' : 'warning';
      yield missing('Network', untagged, { ...placeIn(link, 'trunking', 'default_network'), level });
    }
    for (const name of link.data.allowed_networks) {
      if (model.isWritten('Network', name)) continue;
      yield missing('Network', name, { ...placeIn(link, 'allowed_networks', name), level: 'warning' });
    }
  }
  for (const rack of model.racks.values()) {
    for (const name of rack.data.local_networks ?? []) {
      if (model.isWritten('Network', name)) continue;
      yield missing('Network', name, { ...placeIn(rack, 'local_networks', name), level: 'warning' });
    }
  }
}

/** Nobody looks for an address of these BMCs in a network of the design. */
const withoutAddress: readonly unknown[] = ['libvirt', 'manual'];

function* ofNode(node: DesignedNode, model: SiteModel): Iterable<Problem> {
  const { hardware_profile: hardware, primary_network: primary, oob, metadata, addressing } = node.data;
  if (hardware !== undefined && !model.isWritten('HardwareProfile', hardware)) {
    yield missing('HardwareProfile', hardware, placeOf(node, 'hardware_profile'));
  }
  // Without it the node has no default route and no domain, but it can be deployed.
  if (primary !== undefined && !model.isWritten('Network', primary)) {
    yield missing('Network', primary, { ...placeOf(node, 'primary_network'), level: 'warning' });
  }
  if (oob?.network !== undefined && !model.isWritten('Network', oob.network)) {
    const level = withoutAddress.includes(oob.type) ? 'warning' : 'error';
    yield missing('Network', oob.network, { ...placeOf(node, 'oob', 'network'), level });
  }
  const rack = metadata?.rack;
  if (rack !== undefined && model.racks.size > 0 && !model.isWritten('Rack', rack)) {
    yield missing('Rack', rack, { ...placeOf(node, 'metadata', 'rack'), level: 'warning' });
  }
  for (const { network, address } of addressing) {
    if (model.isWritten('Network', network)) continue;
    // Nothing is to be worked out of it where no address is given, and no interface can have the network.
    const level = address === 'dhcp' ? 'warning' : 'error';
    yield missing('Network', network, { ...placeOf(node, 'addressing', network), level });
  }
}

function* ofInterfaces(
  node: DesignedNode,
  interfaces: NonNullable<HostProfileData['interfaces']>,
  model: SiteModel,
): Iterable<Problem> {
  for (const [name, data] of Object.entries(interfaces)) {
    if (data === null) continue;
    const { device_link: link, networks = [] } = data;
    const leftAlone = isLeftAlone(data) || (link !== undefined && isLeftAlone(model.links.get(link)?.data));
    const level = leftAlone ? 'warning' : 'error';
    if (link !== undefined && !model.isWritten('NetworkLink', link)) {
      yield missing('NetworkLink', link, { ...placeOf(node, 'interfaces', name, 'device_link'), level });
    }
    for (const network of networks) {
      if (model.isWritten('Network', network)) continue;
      yield missing('Network', network, { ...placeOf(node, 'interfaces', name, 'networks', network), level });
    }
  }
}
