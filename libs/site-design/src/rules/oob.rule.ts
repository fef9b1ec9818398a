import { bmcAddressOf } from '../resolve/oob.js';
import type { OobData } from '../schemas/host-profile.js';
import { placeOf, type DesignedNode } from '../site-model.js';
import type { Problem, Rule } from './rule.js';

/** What drivers that log in to a BMC over the network cannot do without. */
const needed = ['credential', 'network'] as const;
const withBmc: readonly string[] = ['ipmi', 'redfish'];

export const oob: Rule = {
  id: 'DD0401',
  aliases: ['DD4001'],
  title: 'The way to the BMC',
  fixed: 'nothing could power the node',
  *check(model) {
    for (const { node, value } of model.distinct.oob) yield* login(node, value);
    for (const node of model.nodes.values()) {
      const type = node.data.oob?.type;
      if (type === undefined) {
        yield {
          message: `node ${node.name} does not say how its BMC is reached`,
          advice: 'Set oob.type, for example redfish, ipmi or manual.',
          at: placeOf(node, 'oob', 'type'),
        };
      } else if (type !== 'libvirt' && type !== 'manual' && lacksAddress(node)) yield noAddress(node, type);
    }
  },
};

function* login(node: DesignedNode, oob: OobData): Iterable<Problem> {
  const { type, credential, account } = oob;
  if (type === undefined || !withBmc.includes(type)) return;
  // A credential that is an object has the account in it.
  if (account === undefined && typeof credential !== 'object') yield lacking(node, type, 'account');
  for (const field of needed) if (oob[field] === undefined) yield lacking(node, type, field);
}

const lacking = (node: DesignedNode, type: string, field: string): Problem => ({
  message: `${type} needs oob.${field}, which nothing gives`,
  advice: `Set oob.${field}, in the node or in a host profile.`,
  at: placeOf(node, 'oob', field),
});

const lacksAddress = (node: DesignedNode): boolean =>
  node.data.oob?.network !== undefined && bmcAddressOf(node) === null;

const noAddress = (node: DesignedNode, type: string): Problem => ({
  message: `${type} needs the address of the BMC: node ${node.name} has none in the network ${node.data.oob?.network ?? ''}`,
  advice: `Add an address in ${node.data.oob?.network ?? ''} to addressing; dhcp is not enough.`,
  at: placeOf(node, 'addressing'),
});
