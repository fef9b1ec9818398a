import type { AttachmentData } from '../schemas/baremetal-node.js';
import type { SwitchData } from '../schemas/rack.js';
import { interfaceOf, productionPort } from '../resolve/attachments.js';
import { placeIn, switchesOf, type DesignedNode, type SiteModel } from '../site-model.js';
import type { Problem, Rule } from './rule.js';

export const cabling: Rule = {
  id: 'DD0501',
  aliases: [],
  title: 'Cabling',
  *check(model) {
    const switches = new Map<string, SwitchData>();
    for (const { name, rack, data } of switchesOf(model)) {
      if (switches.has(name)) {
        yield {
          message: `there is another switch ${name}, in another rack`,
          advice: 'Give each switch a name of its own.',
          at: placeIn(rack, 'tor_switches', name),
        };
      }
      switches.set(name, data);
      if (data.type !== undefined && data.address === undefined && data.mgmt_ip === undefined) {
        yield {
          message: `the switch ${name} has no address`,
          advice: 'Set its address.',
          at: placeIn(rack, 'tor_switches', name),
        };
      }
    }
    const owners = new Map<string, string>();
    for (const node of model.nodes.values()) {
      const attachments = Object.entries(node.data.attachments ?? {});
      for (const [member, attachment] of attachments) {
        yield* attached({ node, member, attachment }, switches, owners);
        yield* carriesSomething({ node, member, attachment }, model);
      }
      if (attachments.filter(([, { boot }]) => boot === true).length > 1) {
        yield {
          message: `more than one member of node ${node.name} is marked boot`,
          advice: 'Mark one: that which has the boot MAC.',
          at: placeIn(node, 'attachments'),
        };
      }
    }
  },
};

interface Cable {
  readonly node: DesignedNode;
  readonly member: string;
  readonly attachment: AttachmentData;
}

function* attached(
  { node, member, attachment }: Cable,
  switches: ReadonlyMap<string, SwitchData>,
  owners: Map<string, string>,
): Iterable<Problem> {
  const known = switches.get(attachment.switch);
  if (known?.type === undefined) {
    yield {
      message:
        known === undefined
          ? `no rack has a switch "${attachment.switch}"`
          : `the switch ${attachment.switch} has no type, so no driver can reach it`,
      advice:
        known === undefined
          ? 'Add it to tor_switches of its rack, or correct the name.'
          : 'Set its type, for example snmp.',
      at: placeIn(node, 'attachments', member, 'switch'),
    };
  }
  const port = `${attachment.switch} ${attachment.port}`;
  const owner = owners.get(port);
  if (owner !== undefined) {
    yield {
      message: `port ${attachment.port} of ${attachment.switch} already has ${owner}`,
      advice: 'A switch port has one cable: correct the port of one of them.',
      at: placeIn(node, 'attachments', member, 'port'),
    };
  }
  owners.set(port, `${member} of node ${node.name}`);
}

function* carriesSomething({ node, member }: Cable, model: SiteModel): Iterable<Problem> {
  const name = interfaceOf(node, member, model);
  if (name === null) {
    yield {
      level: 'warning',
      message: `${member} of node ${node.name} is cabled, but in no interface that Drydock configures`,
      advice:
        'List it in slaves of an interface, or take the cable out of the design. Its port is isolated in production.',
      at: placeIn(node, 'attachments', member),
    };
    return;
  }
  const { untaggedVlan, taggedVlans } = productionPort(node, name, model);
  if (untaggedVlan !== null || taggedVlans.length > 0) return;
  yield {
    message: `no network of interface ${name} has a VLAN id, so the switch port of ${member} would carry nothing`,
    advice:
      'Give the networks of the interface a vlan; that of the default network of the link is carried without a tag.',
    at: placeIn(node, 'attachments', member),
  };
}
