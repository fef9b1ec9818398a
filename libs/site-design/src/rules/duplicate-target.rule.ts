import { bmcAddressOf } from '../resolve/oob.js';
import { placeIn, placeOf, switchesOf, type DesignedNode, type SiteModel } from '../site-model.js';
import type { Problem, Rule } from './rule.js';

export const duplicateTarget: Rule = {
  id: 'DD0403',
  aliases: [],
  title: 'No system of a BMC and no switch twice',
  fixed: 'the wrong node would be powered',
  *check(model) {
    yield* systems(model);
    yield* switches(model);
  },
};

/** Where one address serves several systems, each node has its own. */
function* systems(model: SiteModel): Iterable<Problem> {
  const owners = new Map<string, DesignedNode>();
  for (const node of model.nodes.values()) {
    const { oob } = node.data;
    if (oob?.type === undefined || (oob.type !== 'libvirt' && oob.system_id === undefined)) continue;
    const address = oob.type === 'libvirt' ? oob.libvirt_uri : bmcAddressOf(node);
    if (address === undefined || address === null) continue;
    const key = `${address} ${oob.system_id ?? node.name}`;
    const owner = owners.get(key);
    if (owner === undefined) owners.set(key, node);
    else {
      yield {
        message: `the nodes ${owner.name} and ${node.name} are the same system of the same BMC`,
        advice: 'Give each its own oob.system_id, or its own BMC.',
        at: placeOf(node, 'oob', 'system_id'),
      };
    }
  }
}

function* switches(model: SiteModel): Iterable<Problem> {
  const owners = new Map<string, string>();
  for (const { name, rack, data } of switchesOf(model)) {
    const address = data.address ?? data.mgmt_ip;
    if (data.type === undefined || address === undefined) continue;
    const key = `${address} ${data.port ?? ''}`;
    const owner = owners.get(key);
    if (owner !== undefined && owner !== name) {
      yield {
        level: 'warning',
        message: `the switches ${owner} and ${name} have the same address`,
        advice: 'Correct the one that is wrong: two names for one switch hide cables that collide.',
        at: placeIn(rack, 'tor_switches', name),
      };
    }
    owners.set(key, name);
  }
  if (owners.size === 0) return;
  const addresses = new Map([...owners].map(([key, name]) => [key.split(' ')[0], name]));
  for (const node of model.nodes.values()) {
    for (const { network, address } of node.data.addressing) {
      const name = addresses.get(address);
      if (name === undefined) continue;
      yield {
        level: 'warning',
        message: `${address} of node ${node.name} is also the address of the switch ${name}`,
        advice: 'Correct the one that is wrong.',
        at: placeOf(node, 'addressing', network, 'address'),
      };
    }
  }
}
