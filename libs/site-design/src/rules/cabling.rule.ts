import type { AttachmentData } from '../schemas/baremetal-node.js';
import type { SwitchData } from '../schemas/rack.js';
import { interfaceOf, productionPort } from '../resolve/attachments.js';
import { placeIn, switchesOf, type DesignedNode, type SiteModel } from '../site-model.js';
import type { Problem, Rule } from './rule.js';

export const cabling: Rule = {
  id: 'DD0501',
  aliases: [],
  title: 'Cabling',
  fixed: 'a switch port would be set for the wrong node, or for none',
  *check(model) {
    const switches = new Map<string, SwitchData>();
    yield* namedSwitches(model, switches);
    const owners = new Map<string, string>();
    const carriers = new Carriers(model);
    for (const node of model.nodes.values()) {
      const { attachments } = node.data;
      if (attachments === undefined) continue;
      let marked = 0;
      for (const member in attachments) {
        const attachment = attachments[member];
        if (attachment === undefined) continue;
        if (attachment.boot === true) marked += 1;
        const known = switches.get(attachment.switch);
        if (known?.type === undefined) yield noSwitch({ node, member, attachment }, known);
        const port = `${attachment.switch} ${attachment.port}`;
        const owner = owners.get(port);
        if (owner !== undefined) yield portTaken({ node, member, attachment }, owner);
        owners.set(port, node.name);
        const carrier = carriers.of(node, member);
        if (carrier.carries === false) yield carriesNothing({ node, member, attachment }, carrier.interface);
      }
      if (marked > 1) {
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

function* namedSwitches(model: SiteModel, switches: Map<string, SwitchData>): Iterable<Problem> {
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
}

const noSwitch = ({ node, member, attachment }: Cable, known: SwitchData | undefined): Problem => ({
  message: known
    ? `the switch ${attachment.switch} has no type, so no driver can reach it`
    : `no rack has a switch "${attachment.switch}"`,
  advice: known ? 'Set its type, for example snmp.' : 'Add it to tor_switches of its rack, or correct the name.',
  at: placeIn(node, 'attachments', member, 'switch'),
});

const portTaken = ({ node, member, attachment }: Cable, owner: string): Problem => ({
  message: `port ${attachment.port} of ${attachment.switch} already has a cable of node ${owner}`,
  advice: 'A switch port has one cable: correct the port of one of them.',
  at: placeIn(node, 'attachments', member, 'port'),
});

const carriesNothing = ({ node, member }: Cable, name: string | null): Problem =>
  name === null
    ? {
        level: 'warning',
        message: `${member} of node ${node.name} is cabled, but in no interface that Drydock configures`,
        advice:
          'List it in slaves of an interface, or take the cable out of the design. Its port is isolated in production.',
        at: placeIn(node, 'attachments', member),
      }
    : {
        message: `no network of interface ${name} has a VLAN id, so the switch port of ${member} would carry nothing`,
        advice:
          'Give the networks of the interface a vlan; that of the default network of the link is carried without a tag.',
        at: placeIn(node, 'attachments', member),
      };

interface Carrier {
  readonly interface: string | null;
  readonly carries: boolean;
}

/** What the cables of members carry: the same for all nodes that have the same interfaces. */
class Carriers {
  readonly #known = new Map<DesignedNode['data']['interfaces'], Map<string, Carrier>>();

  constructor(private readonly model: SiteModel) {}

  of(node: DesignedNode, member: string): Carrier {
    const { interfaces } = node.data;
    let members = this.#known.get(interfaces);
    if (members === undefined) {
      members = new Map();
      this.#known.set(interfaces, members);
    }
    let carrier = members.get(member);
    if (carrier === undefined) {
      const name = interfaceOf(node, member, this.model);
      carrier = { interface: name, carries: name !== null && this.#carries(node, name) };
      members.set(member, carrier);
    }
    return carrier;
  }

  #carries(node: DesignedNode, name: string): boolean {
    const { untaggedVlan, taggedVlans } = productionPort(node, name, this.model);
    return untaggedVlan !== null || taggedVlans.length > 0;
  }
}
